BEGIN TRANSACTION;
CREATE TABLE okr_handled_marks (
	rule VARCHAR NOT NULL, 
	event_id VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (rule, event_id)
);
CREATE TABLE outbox_channels (
	channel VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	target VARCHAR NOT NULL, 
	secret VARCHAR, 
	kinds JSON NOT NULL, 
	team VARCHAR, 
	lang VARCHAR NOT NULL, 
	added BIGINT NOT NULL, 
	disabled VARCHAR, 
	failures INTEGER NOT NULL, 
	rests_until BIGINT, 
	error VARCHAR, 
	PRIMARY KEY (channel)
);
CREATE TABLE outbox_messages (
	message VARCHAR NOT NULL, 
	channel VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	notices JSON NOT NULL, 
	created BIGINT NOT NULL, 
	state VARCHAR NOT NULL, 
	next_at BIGINT NOT NULL, 
	attempts INTEGER NOT NULL, 
	lease VARCHAR, 
	leased_until BIGINT, 
	error VARCHAR, 
	settled BIGINT, 
	PRIMARY KEY (message, channel)
);
CREATE TABLE outbox_notices (
	notice VARCHAR NOT NULL, 
	event VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	whom VARCHAR NOT NULL, 
	person VARCHAR, 
	at BIGINT NOT NULL, 
	expires BIGINT, 
	planned BIGINT NOT NULL, 
	facts JSON NOT NULL, 
	state VARCHAR NOT NULL, 
	reason VARCHAR, 
	settled BIGINT, 
	PRIMARY KEY (notice)
);
CREATE TABLE pairing_handled_marks (
	rule VARCHAR NOT NULL, 
	event_id VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (rule, event_id)
);
INSERT INTO "pairing_handled_marks" VALUES('quarter-ended','cd3758d8-6c86-5a07-a4c9-88e47b9775a9',1796080064833588);
INSERT INTO "pairing_handled_marks" VALUES('rotation-confirmed','09da31c0-0499-5413-839d-f2ba8b9c4d6b',1796080064890646);
INSERT INTO "pairing_handled_marks" VALUES('quarter-ended','a2ec5ef7-4af0-5479-ae84-8a4b15c7ea2d',1796080065940234);
INSERT INTO "pairing_handled_marks" VALUES('rotation-confirmed','e9da2351-c14c-5c49-95e5-246f014edb52',1796080066080082);
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
CREATE TABLE reactions_begin (
	service VARCHAR NOT NULL, 
	position BIGINT NOT NULL, 
	PRIMARY KEY (service)
);
CREATE TABLE sign_ins (
	code_digest VARCHAR(64) NOT NULL, 
	subject VARCHAR(200) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	expires_at BIGINT NOT NULL, 
	used_at BIGINT, 
	PRIMARY KEY (code_digest)
);
CREATE INDEX outbox_notices_due ON outbox_notices (state, at);
CREATE INDEX ix_outbox_notices_event ON outbox_notices (event);
CREATE INDEX outbox_messages_due ON outbox_messages (state, channel, next_at);
COMMIT;
