-- What schema 14 has beside the rows of schemas before it.
UPDATE team SET made_day = '2025-10-09', made_part = 2, first_day = '2025-10-01';
