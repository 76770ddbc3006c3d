-- What schema 13 has beside the rows of schemas before it.
INSERT INTO member_segment VALUES ('t1', 'U0ANN', '2026-11-01', 'AE');
INSERT INTO team_days VALUES ('t1', '2026-11-01', 62, 0, 2, 1);
INSERT INTO person_week VALUES ('U0ANN', '2026-11-01', 252);
