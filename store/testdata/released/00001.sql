-- A workspace as schema 1 has it: something in each table.
UPDATE revision SET number = 7;
INSERT INTO team VALUES ('t1', 'West', 'C0WEST', 'Europe/London', 1760000000000000, 1, 62);
INSERT INTO team_holiday VALUES ('t1', '2026-12-25');
INSERT INTO team_member VALUES ('t1', 'U0MAYA', 'manager', 0, 1760000000000000, NULL), ('t1', 'U0ANN', 'rep', 0, 1760000000000000, NULL),
    ('t1', 'U0LEFT', 'rep', 1, 1760000000000000, 1770000000000000);
INSERT INTO kpi VALUES ('k1', 't1', 'conversation', 'conversations', '["call"]', 'leading', '', 20, 'week', 0, NULL);
INSERT INTO rhythm VALUES ('r1', 't1', 'huddle', '0 9 * * 1-5', 0, 1760000000000000, NULL);
INSERT INTO person VALUES ('U0ANN', 'Ann', 'Europe/London', 1760000000000000, 0, 0, 0, 0, 0, 1795500000000000);
INSERT INTO person_mute VALUES ('U0ANN', 'k1');
INSERT INTO inbound VALUES ('command/1', 1795400000000000);
INSERT INTO activity VALUES ('a1', 't1', 'U0ANN', 'k1', '2026-11-20', 5, 'Acme', 1795400000000000, 'command', 'command/1', NULL);
INSERT INTO counter VALUES (1, 't1', 'U0ANN', 'k1');
INSERT INTO tally VALUES (1, '2026-11-20', 5), (1, 'M2026-11', 5);
INSERT INTO huddle VALUES ('t1', '2026-11-20', 1795400000000000, 1795407200000000, NULL);
INSERT INTO huddle_entry VALUES ('t1', '2026-11-20', 'U0ANN', '{"k1":5}', 'traffic', '', 0, 0, 0, 1795400000000000, 1795400000000000);
INSERT INTO check_in VALUES ('t1', '2026-11-16', 'U0ANN', '{"k1":5}', 'asked', 'to ask', 'more', '', 0, 0, 1795400000000000);
INSERT INTO commitment VALUES ('c1', 't1', 'U0ANN', 'more', '2026-11-27', 1795400000000000, 'open');
INSERT INTO occurrence VALUES ('r1', 'huddle', 'Europe/London', 1795400000000000, 't1', 'done', '', 1795400000000000, 1795400000000000);
INSERT INTO message VALUES ('huddle/t1/2026-11-20', 'post', 'C0WEST', NULL, '', '', 'Huddle', '[]', '', 0, NULL, 'sent', 'n1',
    1795400000000000, 1, 1795400000000000, 1795400000000000, 1, '', 'C0WEST', '1795400000.000100');
