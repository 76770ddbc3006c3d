-- What schema 2 has beside the rows of schema 1.
UPDATE team SET fiscal_month = 2, user_group = 'S0CLOSERS';
INSERT INTO absence VALUES ('b1', 'U0ANN', '2026-12-24', NULL, 3, 0, 'self', 'U0ANN', 1795400000000000);
INSERT INTO audit VALUES ('d1', 1795400000000000, 'U0MAYA', 't1', '', 'team', 'Team West changed.');
INSERT INTO draft VALUES ('U0MAYA', 'setup', '{}', 1795400000000000);
INSERT INTO forgotten VALUES ('00');
