BEGIN TRANSACTION;
CREATE TABLE okr_handled_marks (
	rule VARCHAR NOT NULL, 
	event_id VARCHAR NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (rule, event_id)
);
INSERT INTO "okr_handled_marks" VALUES('notice','47cdd39d-7dfb-52c9-9f1a-ab491a72bf5d',1796080061510506);
INSERT INTO "okr_handled_marks" VALUES('notice','df9033eb-e781-5a37-b3df-aceace6e2ec2',1796080061824044);
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
INSERT INTO "outbox_channels" VALUES('file','file','kUwh6yWlj_qOPDgEOms7Ow52S9hMIbWkECR_1u-pQB-jQsQxB9o=',NULL,'["check-in-due", "check-in-missed", "experiment-overdue", "praise", "win-session"]',NULL,'en',1796080062154602,NULL,0,NULL,NULL);
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
INSERT INTO "outbox_notices" VALUES('6402facf-9d28-5ea2-9212-fef44e9858d1','47cdd39d-7dfb-52c9-9f1a-ab491a72bf5d','win-session','5c9d9365-b5f6-5363-bc69-f04236555f16','5c9d9365-b5f6-5363-bc69-f04236555f16',1796080061497905,1800000000000000,1796080061497905,'{"since": "2026-11-30T23:07:41.436330+00:00", "position": 199, "session": "4a0598ea-968d-563d-9db9-77e033311a44", "told": "47cdd39d-7dfb-52c9-9f1a-ab491a72bf5d"}','nowhere to send it',NULL,1796080062112942);
INSERT INTO "outbox_notices" VALUES('dd1ead92-4a72-5db1-af1d-11f835be0fc0','df9033eb-e781-5a37-b3df-aceace6e2ec2','praise','02ab4a40-13c7-5757-992e-b4dc72c00f6b','02ab4a40-13c7-5757-992e-b4dc72c00f6b',1796080061821244,NULL,1796080061821244,'{"since": "2026-11-30T23:07:41.812352+00:00", "position": 203, "session": "4a0598ea-968d-563d-9db9-77e033311a44", "by": "9debee61-3243-5c74-809e-a86a90da466e", "words": "sealed:v1:9debee61-3243-5c74-809e-a86a90da466e:FKVbstP6IIhwuFTk01XcNpUGlfIfKQkKlPd1g5L7Ht3uSRdKyGOPPVMpDQ==", "to": ["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "5c9d9365-b5f6-5363-bc69-f04236555f16"]}','nowhere to send it',NULL,1796080062112942);
INSERT INTO "outbox_notices" VALUES('f3c0b8bc-ff87-5753-81f5-93bf89f9d150','df9033eb-e781-5a37-b3df-aceace6e2ec2','praise','5c9d9365-b5f6-5363-bc69-f04236555f16','5c9d9365-b5f6-5363-bc69-f04236555f16',1796080061821244,NULL,1796080061821244,'{"since": "2026-11-30T23:07:41.812352+00:00", "position": 203, "session": "4a0598ea-968d-563d-9db9-77e033311a44", "by": "9debee61-3243-5c74-809e-a86a90da466e", "words": "sealed:v1:9debee61-3243-5c74-809e-a86a90da466e:FKVbstP6IIhwuFTk01XcNpUGlfIfKQkKlPd1g5L7Ht3uSRdKyGOPPVMpDQ==", "to": ["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "5c9d9365-b5f6-5363-bc69-f04236555f16"]}','nowhere to send it',NULL,1796080062112942);
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
CREATE TABLE reactions_begin (
	service VARCHAR NOT NULL, 
	position BIGINT NOT NULL, 
	PRIMARY KEY (service)
);
INSERT INTO "reactions_begin" VALUES('okr',0);
CREATE TABLE sign_ins (
	code_digest VARCHAR(64) NOT NULL, 
	subject VARCHAR(200) NOT NULL, 
	role VARCHAR(20) NOT NULL, 
	expires_at BIGINT NOT NULL, 
	used_at BIGINT, 
	PRIMARY KEY (code_digest)
);
INSERT INTO "sign_ins" VALUES('d0d6672436fabb6af2ea014f78ff044b8c3d1dcfa5df22208cd51b9f64c1cccc','operator','admin',1796083544,NULL);
CREATE INDEX ix_outbox_notices_event ON outbox_notices (event);
CREATE INDEX outbox_notices_due ON outbox_notices (state, at);
CREATE INDEX outbox_messages_due ON outbox_messages (state, channel, next_at);
COMMIT;
