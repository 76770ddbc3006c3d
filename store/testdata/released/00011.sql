-- What schema 11 has beside the rows of schemas before it.
UPDATE message SET priority = 2;
