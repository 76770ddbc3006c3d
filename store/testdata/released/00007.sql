-- What schema 7 has beside the rows of the schemas before it.
UPDATE team SET questions = '["How did you prepare?"]';
INSERT INTO huddle SELECT team_id, day, '16:00', '16:00', NULL, NULL, NULL FROM huddle WHERE slot = '' LIMIT 1;
INSERT INTO huddle_entry SELECT team_id, day, '16:00', person_id, '{}', '', '', 0, 0, 1, 'at the dentist', 1, filed_at, first_filed_at
    FROM huddle_entry WHERE slot = '' LIMIT 1;
