-- What schema 15 has beside the rows of schemas before it.
INSERT INTO asked VALUES ('U0ANN', 'behind/1', 'U0ANN', 1795400000000000);
