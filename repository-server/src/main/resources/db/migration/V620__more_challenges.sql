-- tls-alpn-01 (RFC 8737) and dns-persist-01 (draft-ietf-acme-dns-persist)
alter table policy
  drop constraint policy_challenge_check,
  add constraint policy_challenge_check
    check (challenge in ('http-01', 'dns-01', 'tls-alpn-01', 'dns-persist-01'));

alter table acme_order
  drop constraint acme_order_challenge_check,
  add constraint acme_order_challenge_check
    check (challenge in ('http-01', 'dns-01', 'tls-alpn-01', 'dns-persist-01'));

alter table challenge_answer
  drop constraint challenge_answer_type_check,
  add constraint challenge_answer_type_check
    check (type in ('http-01', 'dns-01', 'tls-alpn-01', 'dns-persist-01'));
