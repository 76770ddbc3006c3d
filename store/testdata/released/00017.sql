-- What schema 17 has beside the rows of schemas before it.
INSERT INTO team_gap SELECT id, 'U0ANN', '2025-11-03', '2025-11-05', 2 FROM team;
INSERT INTO former_name VALUES ('U0ANN', 'Ann of before', 1795400000000000);
