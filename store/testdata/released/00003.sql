-- What schema 3 has beside the rows of schemas 1 and 2.
INSERT INTO plan VALUES ('p1', 't1', 'U0ANN', '2026-11-01', 'month', 'k1', 40, NULL, 'questions', 'ask first', 'active', 'U0ANN', 1795400000000000);
INSERT INTO plan_step VALUES ('p1', 'k1', 0, 0, 40);
