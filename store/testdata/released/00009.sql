-- What schema 9 has beside the rows of schemas before it.
INSERT INTO one_to_one VALUES ('o1', 't1', 'U0ANN', 'U0MAYA', '2026-11-20', 'calls before ten go best', 'ask about the move', 1795400000000000);
INSERT INTO agenda_item VALUES ('g1', 't1', 'U0ANN', 'U0ANN', 'the pricing page', 1795400000000000, NULL);
INSERT INTO asked_in_dm VALUES ('q1', 't1', 'U0ANN', 'U0MAYA', 'How did the two meetings come about?', 1795400000000000, 'by asking', 1795400000000000);
INSERT INTO asked VALUES ('U0ANN', 'behind/1', 'U0MAYA', 1795400000000000);
UPDATE commitment SET with_id = 'U0MAYA', one_to_one_id = 'o1';
