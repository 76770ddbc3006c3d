-- What schema 12 has beside the rows of schemas before it.
INSERT INTO clarity VALUES ('c1', 't1', 'U0MAYA', 'Discovery', 'Proposal', '[{"Name":"Who is for it","Stage":"Discovery","Count":0}]', 1795400000000000, 1795500000000000, NULL, 0, 0, 2);
INSERT INTO clarity_pick VALUES ('c1', 'U0ANN', '["Who is for it"]', 'who signs', 1795400000000000);
