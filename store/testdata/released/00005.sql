-- What schema 5 has beside the rows of schemas 1 to 4.
UPDATE commitment SET state = 'done', settled_at = 1795400000000000, settled_week = '2026-11-16' WHERE id = (SELECT MIN(id) FROM commitment);
UPDATE check_in SET question = 'What surprised you?', quality = 'A customer called back.', share_learnt = 1;
