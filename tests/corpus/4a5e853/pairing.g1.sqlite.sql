BEGIN TRANSACTION;
CREATE TABLE aggregate_versions (
	aggregate VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	position BIGINT NOT NULL, 
	PRIMARY KEY (aggregate)
);
INSERT INTO "aggregate_versions" VALUES('person/9debee61-3243-5c74-809e-a86a90da466e',1,1);
INSERT INTO "aggregate_versions" VALUES('person/02ab4a40-13c7-5757-992e-b4dc72c00f6b',1,2);
INSERT INTO "aggregate_versions" VALUES('person/5c9d9365-b5f6-5363-bc69-f04236555f16',1,3);
INSERT INTO "aggregate_versions" VALUES('person/71f4e983-98c5-56de-ba27-4654a2b86d9a',1,4);
INSERT INTO "aggregate_versions" VALUES('person/a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1,5);
INSERT INTO "aggregate_versions" VALUES('person/724b7184-1539-58c4-b691-9d1ca8352fff',1,6);
INSERT INTO "aggregate_versions" VALUES('person/8fb1e14b-b86f-5ab3-8f95-473861b111e6',1,7);
INSERT INTO "aggregate_versions" VALUES('person/8bd50886-25f6-5bc3-97fa-7928bb9f68b8',1,8);
INSERT INTO "aggregate_versions" VALUES('quarter/4ea00a10-4a92-540b-b899-83dda069c1c2',3,37);
INSERT INTO "aggregate_versions" VALUES('quarter/c673e710-d8b2-52ad-b370-840b71eafefe',2,12);
INSERT INTO "aggregate_versions" VALUES('quarter/9c186571-af50-544b-b96f-c064f55f9414',2,14);
INSERT INTO "aggregate_versions" VALUES('objective/145ee616-baaf-5965-8f49-41fc09b32cc6',4,35);
INSERT INTO "aggregate_versions" VALUES('objective/9a34b746-bdbe-537a-b02d-c8f17564ae30',3,26);
INSERT INTO "aggregate_versions" VALUES('objective/f41f5a08-d64a-58ea-9153-933c752de340',5,34);
INSERT INTO "aggregate_versions" VALUES('objective/7bded5b9-59d3-5b6e-9efd-8f4f8430867a',6,33);
INSERT INTO "aggregate_versions" VALUES('objective/401d4854-09e6-58a2-b64e-8ad654796ba1',4,36);
INSERT INTO "aggregate_versions" VALUES('group/c22337ea-4ee7-5145-934d-8270aada2461',2,132);
INSERT INTO "aggregate_versions" VALUES('quarter/5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735',3,101);
INSERT INTO "aggregate_versions" VALUES('objective/09a84aa1-f0de-5802-ab18-084232f1d21f',13,99);
INSERT INTO "aggregate_versions" VALUES('objective/538aab29-22c7-5d17-8452-0e1e826fc5c3',18,100);
INSERT INTO "aggregate_versions" VALUES('objective/36a32858-fabd-5be9-8512-04b789e91995',17,98);
INSERT INTO "aggregate_versions" VALUES('objective/67cdc483-a7de-53cb-9181-0ce1801e170b',12,86);
INSERT INTO "aggregate_versions" VALUES('quarter/8a3c807d-670f-59bd-85e4-f2c41054f269',3,125);
INSERT INTO "aggregate_versions" VALUES('quarter/5d44d2b4-d0c9-5095-bb45-fe8837af3bd1',3,133);
INSERT INTO "aggregate_versions" VALUES('objective/54113d5f-6bcd-5b25-8963-18f4a9f91f16',8,113);
INSERT INTO "aggregate_versions" VALUES('objective/042e7c73-40e9-5dfe-aecc-cf9ae3f9fd78',5,124);
INSERT INTO "aggregate_versions" VALUES('objective/fc940b50-d216-5849-a8bb-128d8c793816',6,123);
INSERT INTO "aggregate_versions" VALUES('rotation/17a942a6-fc44-5ce6-bd8f-440317dbdfe8',3,128);
INSERT INTO "aggregate_versions" VALUES('group/02713722-e7f5-5137-9606-9d082c1b7518',2,140);
INSERT INTO "aggregate_versions" VALUES('group/917c4ddb-b88e-5cf4-9b43-eea28cf2dce2',2,141);
INSERT INTO "aggregate_versions" VALUES('group/a30c7dc8-2f13-53c8-b4ed-483ba28657d2',2,142);
INSERT INTO "aggregate_versions" VALUES('rotation/d13bd693-422c-53ac-93a9-f69d2cb5b131',3,136);
INSERT INTO "aggregate_versions" VALUES('group/bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0',2,143);
INSERT INTO "aggregate_versions" VALUES('group/fdaa4459-5002-585c-817e-09d026a8e0a7',1,138);
INSERT INTO "aggregate_versions" VALUES('group/deef0c38-87ec-507c-9253-87a3cedb6204',1,139);
CREATE TABLE generation_origin (
	origin VARCHAR NOT NULL, 
	PRIMARY KEY (origin)
);
CREATE TABLE pairing_groups (
	"group" VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	rotation VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	members JSON NOT NULL, 
	formed BIGINT NOT NULL, 
	formed_at BIGINT NOT NULL, 
	formed_on DATE, 
	dissolved BIGINT, 
	dissolved_on DATE, 
	meetings INTEGER NOT NULL, 
	last_week VARCHAR, 
	PRIMARY KEY ("group"), 
	UNIQUE (number)
);
INSERT INTO "pairing_groups" VALUES('c22337ea-4ee7-5145-934d-8270aada2461',1,'7a1260af-173a-53ff-b1c5-93253aec0e49','2026-Q3','["71f4e983-98c5-56de-ba27-4654a2b86d9a", "02ab4a40-13c7-5757-992e-b4dc72c00f6b"]',1782864000000000,38,'2026-07-01',1796080117249911,'2026-11-30',0,NULL);
INSERT INTO "pairing_groups" VALUES('02713722-e7f5-5137-9606-9d082c1b7518',2,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4','["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "8bd50886-25f6-5bc3-97fa-7928bb9f68b8", "a385ac7e-46b0-5e6d-b9a6-2a91a123f305"]',1796080117249911,129,'2026-11-30',1796080117805503,'2026-11-30',0,NULL);
INSERT INTO "pairing_groups" VALUES('917c4ddb-b88e-5cf4-9b43-eea28cf2dce2',3,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4','["5c9d9365-b5f6-5363-bc69-f04236555f16", "71f4e983-98c5-56de-ba27-4654a2b86d9a", "724b7184-1539-58c4-b691-9d1ca8352fff"]',1796080117249911,130,'2026-11-30',1796080117805503,'2026-11-30',0,NULL);
INSERT INTO "pairing_groups" VALUES('a30c7dc8-2f13-53c8-b4ed-483ba28657d2',4,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4','["8fb1e14b-b86f-5ab3-8f95-473861b111e6", "9debee61-3243-5c74-809e-a86a90da466e"]',1796080117249911,131,'2026-11-30',1796080117805503,'2026-11-30',0,NULL);
INSERT INTO "pairing_groups" VALUES('bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0',5,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1','["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "5c9d9365-b5f6-5363-bc69-f04236555f16", "9debee61-3243-5c74-809e-a86a90da466e"]',1796080117805503,137,'2026-11-30',NULL,NULL,1,'2026-W49');
INSERT INTO "pairing_groups" VALUES('fdaa4459-5002-585c-817e-09d026a8e0a7',6,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1','["71f4e983-98c5-56de-ba27-4654a2b86d9a", "8bd50886-25f6-5bc3-97fa-7928bb9f68b8", "8fb1e14b-b86f-5ab3-8f95-473861b111e6"]',1796080117805503,138,'2026-11-30',NULL,NULL,0,NULL);
INSERT INTO "pairing_groups" VALUES('deef0c38-87ec-507c-9253-87a3cedb6204',7,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1','["724b7184-1539-58c4-b691-9d1ca8352fff", "a385ac7e-46b0-5e6d-b9a6-2a91a123f305"]',1796080117805503,139,'2026-11-30',NULL,NULL,0,NULL);
CREATE TABLE pairing_meetings (
	meeting VARCHAR NOT NULL, 
	"group" VARCHAR NOT NULL, 
	week VARCHAR NOT NULL, 
	PRIMARY KEY (meeting)
);
INSERT INTO "pairing_meetings" VALUES('bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0@2026-W49','bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0','2026-W49');
CREATE TABLE pairing_people (
	person VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	function VARCHAR NOT NULL, 
	team VARCHAR, 
	manager VARCHAR, 
	present BOOLEAN NOT NULL, 
	PRIMARY KEY (person)
);
INSERT INTO "pairing_people" VALUES('9debee61-3243-5c74-809e-a86a90da466e',1,'sealed:v1:9debee61-3243-5c74-809e-a86a90da466e:pPilnU5nZDEh6ipDA3vSFS0tKzWiSX_1cjCDDB9lC_KVWkud_RHiwyKByQE=','sales','Company',NULL,1);
INSERT INTO "pairing_people" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b',2,'sealed:v1:02ab4a40-13c7-5757-992e-b4dc72c00f6b:XT-1l8DMieIbuJOvUquyjx-l9oBLWfX7IlmqjPIX3lzwlNnTgVJe_1M=','dev','Dev','9debee61-3243-5c74-809e-a86a90da466e',1);
INSERT INTO "pairing_people" VALUES('5c9d9365-b5f6-5363-bc69-f04236555f16',3,'sealed:v1:5c9d9365-b5f6-5363-bc69-f04236555f16:p80HlM1htoH71VIu55YQ1irWN6SVm_n8Ock_YqZdnsNDxJtQvDVun28=','sales','Sales','9debee61-3243-5c74-809e-a86a90da466e',1);
INSERT INTO "pairing_people" VALUES('71f4e983-98c5-56de-ba27-4654a2b86d9a',4,'sealed:v1:71f4e983-98c5-56de-ba27-4654a2b86d9a:YBVhjQInEe2HifLCQhrB8sJoDDAfsPWrBJGY2fcdBWzIshyk7eioFPY=','sales','Enterprise','5c9d9365-b5f6-5363-bc69-f04236555f16',1);
INSERT INTO "pairing_people" VALUES('a385ac7e-46b0-5e6d-b9a6-2a91a123f305',5,'sealed:v1:a385ac7e-46b0-5e6d-b9a6-2a91a123f305:vq84IfkiS6KZdc6fpPl4BWADSAA4A7lkHwq3lOCvEtXmoQwlSid1B9Y=','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1);
INSERT INTO "pairing_people" VALUES('724b7184-1539-58c4-b691-9d1ca8352fff',6,'sealed:v1:724b7184-1539-58c4-b691-9d1ca8352fff:v7irQb4_tX-Ob7dBrDKGJqUIZyR7OvpGyomPYIHdKzlKQjV8_b1O1IS6MA==','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1);
INSERT INTO "pairing_people" VALUES('8fb1e14b-b86f-5ab3-8f95-473861b111e6',7,'sealed:v1:8fb1e14b-b86f-5ab3-8f95-473861b111e6:79AhP2lpuynvFU9D-sUnqh76LteKCX8gS2BpQvfQqX2TWextR6DuBBI=','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1);
INSERT INTO "pairing_people" VALUES('8bd50886-25f6-5bc3-97fa-7928bb9f68b8',8,'sealed:v1:8bd50886-25f6-5bc3-97fa-7928bb9f68b8:ti3tAYqN3SePhNHaYyLf3SewLDlt9qfvtkXxvaRvUrDYYnPIQyqcWBo=','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1);
CREATE TABLE pairing_programmes (
	programme VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	functions JSON NOT NULL, 
	group_size INTEGER NOT NULL, 
	approval VARCHAR NOT NULL, 
	PRIMARY KEY (programme)
);
CREATE TABLE pairing_proposals (
	"group" VARCHAR NOT NULL, 
	rotation VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	members JSON NOT NULL, 
	PRIMARY KEY ("group")
);
INSERT INTO "pairing_proposals" VALUES('02713722-e7f5-5137-9606-9d082c1b7518','17a942a6-fc44-5ce6-bd8f-440317dbdfe8',2,0,'["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "8bd50886-25f6-5bc3-97fa-7928bb9f68b8", "a385ac7e-46b0-5e6d-b9a6-2a91a123f305"]');
INSERT INTO "pairing_proposals" VALUES('917c4ddb-b88e-5cf4-9b43-eea28cf2dce2','17a942a6-fc44-5ce6-bd8f-440317dbdfe8',2,1,'["5c9d9365-b5f6-5363-bc69-f04236555f16", "71f4e983-98c5-56de-ba27-4654a2b86d9a", "724b7184-1539-58c4-b691-9d1ca8352fff"]');
INSERT INTO "pairing_proposals" VALUES('a30c7dc8-2f13-53c8-b4ed-483ba28657d2','17a942a6-fc44-5ce6-bd8f-440317dbdfe8',2,2,'["8fb1e14b-b86f-5ab3-8f95-473861b111e6", "9debee61-3243-5c74-809e-a86a90da466e"]');
INSERT INTO "pairing_proposals" VALUES('bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0','d13bd693-422c-53ac-93a9-f69d2cb5b131',2,0,'["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "5c9d9365-b5f6-5363-bc69-f04236555f16", "9debee61-3243-5c74-809e-a86a90da466e"]');
INSERT INTO "pairing_proposals" VALUES('fdaa4459-5002-585c-817e-09d026a8e0a7','d13bd693-422c-53ac-93a9-f69d2cb5b131',2,1,'["71f4e983-98c5-56de-ba27-4654a2b86d9a", "8bd50886-25f6-5bc3-97fa-7928bb9f68b8", "8fb1e14b-b86f-5ab3-8f95-473861b111e6"]');
INSERT INTO "pairing_proposals" VALUES('deef0c38-87ec-507c-9253-87a3cedb6204','d13bd693-422c-53ac-93a9-f69d2cb5b131',2,2,'["724b7184-1539-58c4-b691-9d1ca8352fff", "a385ac7e-46b0-5e6d-b9a6-2a91a123f305"]');
CREATE TABLE pairing_quarters (
	quarter VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	label VARCHAR NOT NULL, 
	start DATE NOT NULL, 
	"end" DATE NOT NULL, 
	state VARCHAR NOT NULL, 
	PRIMARY KEY (quarter)
);
INSERT INTO "pairing_quarters" VALUES('4ea00a10-4a92-540b-b899-83dda069c1c2',1,'2026-Q2','2026-04-01','2026-06-30','ended');
INSERT INTO "pairing_quarters" VALUES('c673e710-d8b2-52ad-b370-840b71eafefe',2,'2026-Q3','2026-07-01','2026-09-30','running');
INSERT INTO "pairing_quarters" VALUES('9c186571-af50-544b-b96f-c064f55f9414',3,'2026-Q4','2026-10-01','2026-12-31','running');
INSERT INTO "pairing_quarters" VALUES('5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735',4,'2023-Q3','2023-07-01','2023-09-30','ended');
INSERT INTO "pairing_quarters" VALUES('8a3c807d-670f-59bd-85e4-f2c41054f269',5,'FY25-Q4','2025-10-01','2025-12-31','ended');
INSERT INTO "pairing_quarters" VALUES('5d44d2b4-d0c9-5095-bb45-fe8837af3bd1',6,'FY26-Q1','2026-01-01','2026-03-31','ended');
CREATE TABLE pairing_rotations (
	rotation VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	programme VARCHAR NOT NULL, 
	after_quarter VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	stage VARCHAR NOT NULL, 
	seed VARCHAR NOT NULL, 
	groups INTEGER NOT NULL, 
	repeats INTEGER NOT NULL, 
	unplaced JSON NOT NULL, 
	drafted BIGINT NOT NULL, 
	confirmed BIGINT, 
	confirmed_at BIGINT, 
	PRIMARY KEY (rotation), 
	UNIQUE (number)
);
INSERT INTO "pairing_rotations" VALUES('17a942a6-fc44-5ce6-bd8f-440317dbdfe8',1,'bc7d8525-54ec-5c52-a82c-f832de9da708','8a3c807d-670f-59bd-85e4-f2c41054f269','after FY25-Q4','confirmed','bc7d8525-54ec-5c52-a82c-f832de9da708:8a3c807d-670f-59bd-85e4-f2c41054f269:1',3,0,'[]',1796080117034318,1796080117249911,128);
INSERT INTO "pairing_rotations" VALUES('d13bd693-422c-53ac-93a9-f69d2cb5b131',2,'bc7d8525-54ec-5c52-a82c-f832de9da708','5d44d2b4-d0c9-5095-bb45-fe8837af3bd1','after FY26-Q1','confirmed','bc7d8525-54ec-5c52-a82c-f832de9da708:5d44d2b4-d0c9-5095-bb45-fe8837af3bd1:1',3,0,'[]',1796080117791884,1796080117805503,136);
CREATE TABLE pairing_together (
	pair VARCHAR NOT NULL, 
	one VARCHAR NOT NULL, 
	other VARCHAR NOT NULL, 
	times INTEGER NOT NULL, 
	last_rotation VARCHAR NOT NULL, 
	last_label VARCHAR NOT NULL, 
	last_formed BIGINT NOT NULL, 
	PRIMARY KEY (pair)
);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|71f4e983-98c5-56de-ba27-4654a2b86d9a','02ab4a40-13c7-5757-992e-b4dc72c00f6b','71f4e983-98c5-56de-ba27-4654a2b86d9a',1,'7a1260af-173a-53ff-b1c5-93253aec0e49','2026-Q3',1782864000000000);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|8bd50886-25f6-5bc3-97fa-7928bb9f68b8','02ab4a40-13c7-5757-992e-b4dc72c00f6b','8bd50886-25f6-5bc3-97fa-7928bb9f68b8',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080117249911);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|a385ac7e-46b0-5e6d-b9a6-2a91a123f305','02ab4a40-13c7-5757-992e-b4dc72c00f6b','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080117249911);
INSERT INTO "pairing_together" VALUES('8bd50886-25f6-5bc3-97fa-7928bb9f68b8|a385ac7e-46b0-5e6d-b9a6-2a91a123f305','8bd50886-25f6-5bc3-97fa-7928bb9f68b8','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080117249911);
INSERT INTO "pairing_together" VALUES('5c9d9365-b5f6-5363-bc69-f04236555f16|71f4e983-98c5-56de-ba27-4654a2b86d9a','5c9d9365-b5f6-5363-bc69-f04236555f16','71f4e983-98c5-56de-ba27-4654a2b86d9a',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080117249911);
INSERT INTO "pairing_together" VALUES('5c9d9365-b5f6-5363-bc69-f04236555f16|724b7184-1539-58c4-b691-9d1ca8352fff','5c9d9365-b5f6-5363-bc69-f04236555f16','724b7184-1539-58c4-b691-9d1ca8352fff',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080117249911);
INSERT INTO "pairing_together" VALUES('71f4e983-98c5-56de-ba27-4654a2b86d9a|724b7184-1539-58c4-b691-9d1ca8352fff','71f4e983-98c5-56de-ba27-4654a2b86d9a','724b7184-1539-58c4-b691-9d1ca8352fff',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080117249911);
INSERT INTO "pairing_together" VALUES('8fb1e14b-b86f-5ab3-8f95-473861b111e6|9debee61-3243-5c74-809e-a86a90da466e','8fb1e14b-b86f-5ab3-8f95-473861b111e6','9debee61-3243-5c74-809e-a86a90da466e',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080117249911);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|5c9d9365-b5f6-5363-bc69-f04236555f16','02ab4a40-13c7-5757-992e-b4dc72c00f6b','5c9d9365-b5f6-5363-bc69-f04236555f16',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080117805503);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|9debee61-3243-5c74-809e-a86a90da466e','02ab4a40-13c7-5757-992e-b4dc72c00f6b','9debee61-3243-5c74-809e-a86a90da466e',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080117805503);
INSERT INTO "pairing_together" VALUES('5c9d9365-b5f6-5363-bc69-f04236555f16|9debee61-3243-5c74-809e-a86a90da466e','5c9d9365-b5f6-5363-bc69-f04236555f16','9debee61-3243-5c74-809e-a86a90da466e',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080117805503);
INSERT INTO "pairing_together" VALUES('71f4e983-98c5-56de-ba27-4654a2b86d9a|8bd50886-25f6-5bc3-97fa-7928bb9f68b8','71f4e983-98c5-56de-ba27-4654a2b86d9a','8bd50886-25f6-5bc3-97fa-7928bb9f68b8',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080117805503);
INSERT INTO "pairing_together" VALUES('71f4e983-98c5-56de-ba27-4654a2b86d9a|8fb1e14b-b86f-5ab3-8f95-473861b111e6','71f4e983-98c5-56de-ba27-4654a2b86d9a','8fb1e14b-b86f-5ab3-8f95-473861b111e6',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080117805503);
INSERT INTO "pairing_together" VALUES('8bd50886-25f6-5bc3-97fa-7928bb9f68b8|8fb1e14b-b86f-5ab3-8f95-473861b111e6','8bd50886-25f6-5bc3-97fa-7928bb9f68b8','8fb1e14b-b86f-5ab3-8f95-473861b111e6',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080117805503);
INSERT INTO "pairing_together" VALUES('724b7184-1539-58c4-b691-9d1ca8352fff|a385ac7e-46b0-5e6d-b9a6-2a91a123f305','724b7184-1539-58c4-b691-9d1ca8352fff','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080117805503);
CREATE TABLE parked_events (
	position BIGINT NOT NULL, 
	aggregate VARCHAR NOT NULL, 
	event_id VARCHAR NOT NULL, 
	type VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	reason VARCHAR, 
	payload BLOB NOT NULL, 
	PRIMARY KEY (position)
);
CREATE TABLE projection_position (
	store VARCHAR NOT NULL, 
	position BIGINT NOT NULL, 
	event_id VARCHAR NOT NULL, 
	PRIMARY KEY (store)
);
INSERT INTO "projection_position" VALUES('pairing',143,'965aa0ba-3026-5302-b33b-d198e5466e0c');
CREATE INDEX ix_pairing_people_present ON pairing_people (present);
CREATE INDEX ix_pairing_quarters_label ON pairing_quarters (label);
CREATE INDEX ix_pairing_rotations_label ON pairing_rotations (label);
CREATE INDEX ix_pairing_rotations_after_quarter ON pairing_rotations (after_quarter);
CREATE INDEX ix_pairing_proposals_rotation ON pairing_proposals (rotation);
CREATE INDEX ix_pairing_groups_rotation ON pairing_groups (rotation);
CREATE INDEX ix_pairing_groups_dissolved ON pairing_groups (dissolved);
CREATE INDEX ix_pairing_groups_label ON pairing_groups (label);
CREATE INDEX ix_pairing_meetings_group ON pairing_meetings ("group");
CREATE INDEX ix_pairing_meetings_week ON pairing_meetings (week);
CREATE INDEX ix_pairing_together_other ON pairing_together (other);
CREATE INDEX ix_pairing_together_one ON pairing_together (one);
COMMIT;
