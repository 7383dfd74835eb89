BEGIN TRANSACTION;
CREATE TABLE pairing_handled_marks (
	rule VARCHAR NOT NULL, 
	event_id VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (rule, event_id)
);
CREATE TABLE parked_reactions (
	position BIGINT NOT NULL, 
	reason VARCHAR NOT NULL, 
	payload BLOB NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (position)
);
CREATE TABLE projection_generation (
	service VARCHAR NOT NULL, 
	generation INTEGER NOT NULL, 
	PRIMARY KEY (service)
);
INSERT INTO "projection_generation" VALUES('okr',1);
CREATE TABLE sign_ins (
	code_digest VARCHAR(64) NOT NULL, 
	subject VARCHAR(200) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	expires_at BIGINT NOT NULL, 
	used_at BIGINT, 
	PRIMARY KEY (code_digest)
);
INSERT INTO "sign_ins" VALUES('1dbc4fa2a54a99abb9fbfa95e214609d23a28c449b8aa4e848b6037ebab49447','operator','admin',1796083542,NULL);
COMMIT;
