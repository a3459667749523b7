-- The window that the CA named first for the version in force: it is in a hurry if it names one that
-- ends much sooner.
alter table renewal add column first_window_end timestamptz;

update renewal set first_window_end = window_end;

alter table renewal add check ((first_window_end is null) = (window_end is null));
