BEGIN TRANSACTION;
CREATE TABLE pairing_handled_marks (
	rule VARCHAR NOT NULL, 
	event_id VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (rule, event_id)
);
INSERT INTO "pairing_handled_marks" VALUES('quarter-ended','94bff459-9da1-5e4e-b15b-8d4c2681ab56',1796079948117738);
INSERT INTO "pairing_handled_marks" VALUES('quarter-ended','fbf24339-429f-5c6a-bc74-7af2f5a46aa2',1796079959497438);
INSERT INTO "pairing_handled_marks" VALUES('quarter-ended','1cbca9bb-d041-5d99-88b5-67675689ae62',1796080117251007);
INSERT INTO "pairing_handled_marks" VALUES('rotation-confirmed','a53c3308-01e4-58b5-8fc7-7b9b1601bb4c',1796080117291359);
INSERT INTO "pairing_handled_marks" VALUES('quarter-ended','60739ed1-a885-5f72-82bd-57e5b77d5f9c',1796080117807409);
INSERT INTO "pairing_handled_marks" VALUES('rotation-confirmed','5fc84cb4-776d-558b-b868-f929cd254559',1796080117844377);
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
INSERT INTO "projection_generation" VALUES('pairing',1);
CREATE TABLE sign_ins (
	code_digest VARCHAR(64) NOT NULL, 
	subject VARCHAR(200) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	expires_at BIGINT NOT NULL, 
	used_at BIGINT, 
	PRIMARY KEY (code_digest)
);
COMMIT;
