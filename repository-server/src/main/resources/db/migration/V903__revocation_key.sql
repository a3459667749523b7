-- Which key tells the CA: the one of the account, or the one of the certificate (RFC 8555 §7.6).
alter table revocation add column key text not null default 'account'
  check (key in ('account', 'certificate'));
