-- What schema 4 has beside the rows of schemas 1 to 3.
UPDATE team SET remind_after = 30, close_after = 90;
INSERT INTO huddle_help SELECT team_id, day, 'U0ANN', 'U0MAYA', 1795400000000000 FROM huddle LIMIT 1;
