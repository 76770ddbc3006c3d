-- What schema 6 has beside the rows of schemas 1 to 5.
INSERT INTO stage SELECT id, 'discovery', 'Discovery', 0, NULL FROM team;
INSERT INTO milestone SELECT id, 'quiet', 'discovery', 'Who decides quietly', 'Who decides without being in the room?', 0, NULL FROM team;
INSERT INTO deal SELECT '0198c0de-0000-7000-8000-0000000000d1', id, 'U0ANN', 'Acme', 1200000, 'USD', '2026-12-18', 'discovery', 'open',
    1795400000000000, 1795400000000000, 1795400000000000, NULL, NULL, '', 0, 1 FROM team;
INSERT INTO deal_answer VALUES ('0198c0de-0000-7000-8000-0000000000d2', '0198c0de-0000-7000-8000-0000000000d1', 'quiet',
    'Who decides without being in the room?', 'Their CFO, who wants fewer suppliers.', 'U0ANN', 1795400000000000, 1);
INSERT INTO deal_move VALUES ('0198c0de-0000-7000-8000-0000000000d3', '0198c0de-0000-7000-8000-0000000000d1', '', 'discovery', 'U0ANN',
    1795400000000000, '[]', '');
INSERT INTO deal_week VALUES ('0198c0de-0000-7000-8000-0000000000d1', '2026-11-16', 'U0ANN', 'advanced', 'We met their CFO.', 1795400000000000);
