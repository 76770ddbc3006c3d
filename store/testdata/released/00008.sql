-- What schema 8 has beside the rows of schemas before it.
UPDATE team SET board = 'improved', compare = 1;
UPDATE team_member SET segment = 'SDR' WHERE role = 'rep';
INSERT INTO kpi_target SELECT id, '2026-11-01', target_count, target_per FROM kpi;
INSERT INTO team_goal SELECT 'goal1', team_id, id, 100, '2026-11-01', '2026-11-30', 'Sprint', 'U0MAYA', 1795400000000000, NULL FROM kpi LIMIT 1;
