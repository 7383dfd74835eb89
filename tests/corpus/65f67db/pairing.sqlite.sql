BEGIN TRANSACTION;
CREATE TABLE pairing_handled_marks (
	rule VARCHAR NOT NULL, 
	event_id VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (rule, event_id)
);
INSERT INTO "pairing_handled_marks" VALUES('quarter-ended','d5e78456-bd8c-5850-b1c3-f52745179ced',1796080122463263);
INSERT INTO "pairing_handled_marks" VALUES('rotation-confirmed','ccce2cb1-6a11-5574-8428-bd0f9752dd33',1796080122525270);
INSERT INTO "pairing_handled_marks" VALUES('quarter-ended','2f07a07a-725f-5d86-88cc-1f2089db733d',1796080123648293);
INSERT INTO "pairing_handled_marks" VALUES('rotation-confirmed','4135fa78-739f-5175-adfc-bf7e7cab6d5a',1796080123756376);
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
