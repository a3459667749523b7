-- The certificate that an officer renewed from; until the first use of this one, both are good.
alter table officer add column replaces text check (length(replaces) = 43);
