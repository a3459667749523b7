-- A serial number is unique for its issuer (RFC 5280 §4.1.2.2), not over all CAs. Of versions from
-- before this the issuer is not known here: their numbers stay taken for all.
alter table certificate_version
  add column issuer text not null default '',
  drop constraint certificate_version_serial_key;

alter table certificate_version alter column issuer drop default;

create unique index certificate_version_serial on certificate_version (serial, issuer);
