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
INSERT INTO "aggregate_versions" VALUES('group/c22337ea-4ee7-5145-934d-8270aada2461',2,141);
INSERT INTO "aggregate_versions" VALUES('quarter/5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735',3,101);
INSERT INTO "aggregate_versions" VALUES('objective/09a84aa1-f0de-5802-ab18-084232f1d21f',13,99);
INSERT INTO "aggregate_versions" VALUES('objective/538aab29-22c7-5d17-8452-0e1e826fc5c3',18,100);
INSERT INTO "aggregate_versions" VALUES('objective/36a32858-fabd-5be9-8512-04b789e91995',17,98);
INSERT INTO "aggregate_versions" VALUES('objective/67cdc483-a7de-53cb-9181-0ce1801e170b',12,86);
INSERT INTO "aggregate_versions" VALUES('quarter/8a3c807d-670f-59bd-85e4-f2c41054f269',4,134);
INSERT INTO "aggregate_versions" VALUES('quarter/5d44d2b4-d0c9-5095-bb45-fe8837af3bd1',4,145);
INSERT INTO "aggregate_versions" VALUES('objective/54113d5f-6bcd-5b25-8963-18f4a9f91f16',10,132);
INSERT INTO "aggregate_versions" VALUES('objective/42b958d4-4531-5e6a-ab55-e8c7100912d0',6,142);
INSERT INTO "aggregate_versions" VALUES('objective/5cfe5385-1574-5139-aa26-9bd7ea9ae868',10,143);
INSERT INTO "aggregate_versions" VALUES('private/objective/po-bea9d5bd4e35',2,130);
INSERT INTO "aggregate_versions" VALUES('cadence/cb24ea1d-c00e-5f81-aac4-ff8b94dd0874',1,131);
INSERT INTO "aggregate_versions" VALUES('rotation/17a942a6-fc44-5ce6-bd8f-440317dbdfe8',3,137);
INSERT INTO "aggregate_versions" VALUES('group/02713722-e7f5-5137-9606-9d082c1b7518',2,152);
INSERT INTO "aggregate_versions" VALUES('group/917c4ddb-b88e-5cf4-9b43-eea28cf2dce2',2,153);
INSERT INTO "aggregate_versions" VALUES('group/a30c7dc8-2f13-53c8-b4ed-483ba28657d2',2,154);
INSERT INTO "aggregate_versions" VALUES('rotation/d13bd693-422c-53ac-93a9-f69d2cb5b131',3,148);
INSERT INTO "aggregate_versions" VALUES('group/bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0',3,163);
INSERT INTO "aggregate_versions" VALUES('group/fdaa4459-5002-585c-817e-09d026a8e0a7',1,150);
INSERT INTO "aggregate_versions" VALUES('group/deef0c38-87ec-507c-9253-87a3cedb6204',1,151);
INSERT INTO "aggregate_versions" VALUES('private/pulse/6edec3ba-d519-5001-8a08-22b36e1bd0d9',1,155);
INSERT INTO "aggregate_versions" VALUES('private/pulse/7550e129-1f72-5ca7-a354-6c4bbcc9d12d',1,156);
INSERT INTO "aggregate_versions" VALUES('private/pulse/aac17ef0-1dab-5ff4-a694-c28a6b36e5e4',1,157);
INSERT INTO "aggregate_versions" VALUES('private/pulse/dbdb0a68-3ca6-5b63-82cd-c86f4a191d29',1,158);
INSERT INTO "aggregate_versions" VALUES('private/pulse/adb9cfaf-be90-5aa0-907c-f7a760acff3f',1,159);
INSERT INTO "aggregate_versions" VALUES('private/pulse/73c5f57b-b507-52b9-b9ad-b1ad32fbdbcf',1,160);
INSERT INTO "aggregate_versions" VALUES('private/pulse/7b8782f2-ec24-5765-a5f2-a8cb0575d8e5',1,161);
INSERT INTO "aggregate_versions" VALUES('private/member/d8d8ca6a-022f-5f12-8772-d9070d23b14f',1,164);
INSERT INTO "aggregate_versions" VALUES('private/member/f8c02fa4-ddf8-505f-ac93-297c95329b42',1,165);
INSERT INTO "aggregate_versions" VALUES('private/member/551bdf29-3309-524f-8bd6-8e6e2462bb53',1,166);
INSERT INTO "aggregate_versions" VALUES('private/exclusion/7844119a-7e75-513a-b691-31d7ef90b07f',1,167);
INSERT INTO "aggregate_versions" VALUES('role-model/9debee61-3243-5c74-809e-a86a90da466e',1,168);
INSERT INTO "aggregate_versions" VALUES('role-model/02ab4a40-13c7-5757-992e-b4dc72c00f6b',1,169);
INSERT INTO "aggregate_versions" VALUES('private/seeker/7eb56bad-afc9-5985-ae17-8374cccd6a9c',1,170);
INSERT INTO "aggregate_versions" VALUES('private/seeker/3bf9900c-4673-55d7-a7a2-be78484e932a',1,171);
INSERT INTO "aggregate_versions" VALUES('private/term/29431fcf-eb04-5d8d-b0c5-d30893e3ee3c',3,174);
INSERT INTO "aggregate_versions" VALUES('private/group/21be2f35-c539-5539-8766-b143eeff301c',1,175);
INSERT INTO "aggregate_versions" VALUES('private/group/5b989269-4096-5e99-858b-5b028be09757',1,176);
INSERT INTO "aggregate_versions" VALUES('private/group/d9a9d3ff-5be8-5e85-aae8-9a0f7d097972',1,177);
CREATE TABLE generation_origin (
	origin VARCHAR NOT NULL, 
	PRIMARY KEY (origin)
);
CREATE TABLE pairing_choices (
	member VARCHAR NOT NULL, 
	opted_out BOOLEAN NOT NULL, 
	hours JSON, 
	office VARCHAR, 
	languages JSON, 
	PRIMARY KEY (member)
);
INSERT INTO "pairing_choices" VALUES('f8c02fa4-ddf8-505f-ac93-297c95329b42',1,NULL,NULL,NULL);
INSERT INTO "pairing_choices" VALUES('551bdf29-3309-524f-8bd6-8e6e2462bb53',0,'[0, 540]',NULL,'["ja"]');
CREATE TABLE pairing_exclusions (
	exclusion VARCHAR NOT NULL, 
	one VARCHAR NOT NULL, 
	other VARCHAR NOT NULL, 
	PRIMARY KEY (exclusion)
);
INSERT INTO "pairing_exclusions" VALUES('7844119a-7e75-513a-b691-31d7ef90b07f','382c9b0791ebccfc4cbed26094b49ef1','3f7da7966d015ee05ad3b75f13a87c9a');
CREATE TABLE pairing_goals (
	objective VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	owner VARCHAR, 
	quarter VARCHAR, 
	state VARCHAR NOT NULL, 
	PRIMARY KEY (objective)
);
INSERT INTO "pairing_goals" VALUES('145ee616-baaf-5965-8f49-41fc09b32cc6','アジアの中小企業に、日本の丁寧さを / Bring Japanese care to small firms across Asia','9debee61-3243-5c74-809e-a86a90da466e','c673e710-d8b2-52ad-b370-840b71eafefe','published');
INSERT INTO "pairing_goals" VALUES('9a34b746-bdbe-537a-b02d-c8f17564ae30','一人にしない会社 / Nobody works alone here','02ab4a40-13c7-5757-992e-b4dc72c00f6b','c673e710-d8b2-52ad-b370-840b71eafefe','published');
INSERT INTO "pairing_goals" VALUES('f41f5a08-d64a-58ea-9153-933c752de340','値引きではなく価値で売る / Sell on value, not on discount','5c9d9365-b5f6-5363-bc69-f04236555f16','c673e710-d8b2-52ad-b370-840b71eafefe','published');
INSERT INTO "pairing_goals" VALUES('7bded5b9-59d3-5b6e-9efd-8f4f8430867a','大口顧客と三年の約束を結ぶ / Win three-year commitments from large customers','71f4e983-98c5-56de-ba27-4654a2b86d9a','c673e710-d8b2-52ad-b370-840b71eafefe','published');
INSERT INTO "pairing_goals" VALUES('401d4854-09e6-58a2-b64e-8ad654796ba1','お客様の声から三日で直す / From a customer''s word to a fix in three days','02ab4a40-13c7-5757-992e-b4dc72c00f6b','c673e710-d8b2-52ad-b370-840b71eafefe','published');
INSERT INTO "pairing_goals" VALUES('09a84aa1-f0de-5802-ab18-084232f1d21f','Objective 1',NULL,'5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735','closed');
INSERT INTO "pairing_goals" VALUES('538aab29-22c7-5d17-8452-0e1e826fc5c3','Objective 2',NULL,'5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735','closed');
INSERT INTO "pairing_goals" VALUES('36a32858-fabd-5be9-8512-04b789e91995','Objective 3',NULL,'9c186571-af50-544b-b96f-c064f55f9414','published');
INSERT INTO "pairing_goals" VALUES('67cdc483-a7de-53cb-9181-0ce1801e170b','Objective 4',NULL,'9c186571-af50-544b-b96f-c064f55f9414','published');
INSERT INTO "pairing_goals" VALUES('54113d5f-6bcd-5b25-8963-18f4a9f91f16','East',NULL,'8a3c807d-670f-59bd-85e4-f2c41054f269','published');
INSERT INTO "pairing_goals" VALUES('42b958d4-4531-5e6a-ab55-e8c7100912d0','Be heard everywhere',NULL,'5d44d2b4-d0c9-5095-bb45-fe8837af3bd1','published');
INSERT INTO "pairing_goals" VALUES('5cfe5385-1574-5139-aa26-9bd7ea9ae868','Call everybody',NULL,'5d44d2b4-d0c9-5095-bb45-fe8837af3bd1','published');
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
	every_weeks INTEGER NOT NULL, 
	PRIMARY KEY ("group"), 
	UNIQUE (number)
);
INSERT INTO "pairing_groups" VALUES('c22337ea-4ee7-5145-934d-8270aada2461',1,'7a1260af-173a-53ff-b1c5-93253aec0e49','2026-Q3','["71f4e983-98c5-56de-ba27-4654a2b86d9a", "02ab4a40-13c7-5757-992e-b4dc72c00f6b"]',1782864000000000,38,'2026-07-01',1796080122453718,'2026-11-30',0,NULL,1);
INSERT INTO "pairing_groups" VALUES('02713722-e7f5-5137-9606-9d082c1b7518',2,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4','["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "8bd50886-25f6-5bc3-97fa-7928bb9f68b8", "8fb1e14b-b86f-5ab3-8f95-473861b111e6", "a385ac7e-46b0-5e6d-b9a6-2a91a123f305"]',1796080122453718,138,'2026-11-30',1796080123606744,'2026-11-30',0,NULL,1);
INSERT INTO "pairing_groups" VALUES('917c4ddb-b88e-5cf4-9b43-eea28cf2dce2',3,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4','["5c9d9365-b5f6-5363-bc69-f04236555f16", "724b7184-1539-58c4-b691-9d1ca8352fff"]',1796080122453718,139,'2026-11-30',1796080123606744,'2026-11-30',0,NULL,1);
INSERT INTO "pairing_groups" VALUES('a30c7dc8-2f13-53c8-b4ed-483ba28657d2',4,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4','["71f4e983-98c5-56de-ba27-4654a2b86d9a", "9debee61-3243-5c74-809e-a86a90da466e"]',1796080122453718,140,'2026-11-30',1796080123606744,'2026-11-30',0,NULL,1);
INSERT INTO "pairing_groups" VALUES('bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0',5,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1','["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "5c9d9365-b5f6-5363-bc69-f04236555f16", "8fb1e14b-b86f-5ab3-8f95-473861b111e6", "a385ac7e-46b0-5e6d-b9a6-2a91a123f305"]',1796080123606744,149,'2026-11-30',NULL,NULL,1,'2026-W49',1);
INSERT INTO "pairing_groups" VALUES('fdaa4459-5002-585c-817e-09d026a8e0a7',6,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1','["71f4e983-98c5-56de-ba27-4654a2b86d9a", "9debee61-3243-5c74-809e-a86a90da466e"]',1796080123606744,150,'2026-11-30',NULL,NULL,0,NULL,1);
INSERT INTO "pairing_groups" VALUES('deef0c38-87ec-507c-9253-87a3cedb6204',7,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1','["724b7184-1539-58c4-b691-9d1ca8352fff", "8bd50886-25f6-5bc3-97fa-7928bb9f68b8"]',1796080123606744,151,'2026-11-30',NULL,NULL,0,NULL,1);
CREATE TABLE pairing_key_results (
	key_result VARCHAR NOT NULL, 
	objective VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	owner VARCHAR, 
	added BIGINT NOT NULL, 
	dropped BOOLEAN NOT NULL, 
	check_ins JSON NOT NULL, 
	PRIMARY KEY (key_result)
);
INSERT INTO "pairing_key_results" VALUES('52397709-299a-578d-8100-deaef67c881a','145ee616-baaf-5965-8f49-41fc09b32cc6','年間経常収益を9.52億から11億円へ / Grow ARR from 952 to 1,100 million yen','5c9d9365-b5f6-5363-bc69-f04236555f16',1782864000000000,0,'[["d263f38b-c9d5-5aca-919d-0a8ae5e2897e", "2026-09-09T09:16:41+00:00", "1034", null]]');
INSERT INTO "pairing_key_results" VALUES('89fb29ed-578d-5dd9-bbf9-6429b203d946','9a34b746-bdbe-537a-b02d-c8f17564ae30','バディ三人組の対話を四半期で140回 / Hold 140 buddy talks in the quarter','02ab4a40-13c7-5757-992e-b4dc72c00f6b',1782864000000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('6c9169ac-1b38-57f1-83e8-2dc978d4435f','f41f5a08-d64a-58ea-9153-933c752de340','平均値引き率を18.5%から9%へ / Average discount from 18.5 % to 9 %','5c9d9365-b5f6-5363-bc69-f04236555f16',1782864000000000,0,'[["47157287-a9ab-5bc4-ae66-bfdbe6560a04", "2026-08-19T07:39:33+00:00", "16.8", null]]');
INSERT INTO "pairing_key_results" VALUES('b0f1da09-3bb3-52d3-9fc4-3f1a370147f7','f41f5a08-d64a-58ea-9153-933c752de340','受注率を26%から32%へ / Win rate from 26 % to 32 %','71f4e983-98c5-56de-ba27-4654a2b86d9a',1782864000000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('4dea6bc5-b220-5dc0-b399-da5975e23572','7bded5b9-59d3-5b6e-9efd-8f4f8430867a','三年契約の大口顧客 / Large customers on three-year terms','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1782864000000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('dde505a9-9c99-5d72-a27b-718f74d0ffa0','7bded5b9-59d3-5b6e-9efd-8f4f8430867a','大口の月次解約率を0.9%から0.3%へ / Monthly churn of large customers from 0.9 % to 0.3 %','8fb1e14b-b86f-5ab3-8f95-473861b111e6',1782864000000000,0,'[["e0703d45-b18b-5a57-b5a5-d5f0e63ab5ed", "2026-07-10T00:33:23+00:00", "0.9", null]]');
INSERT INTO "pairing_key_results" VALUES('3166fa29-4c4d-56e2-a210-54d73f76d127','7bded5b9-59d3-5b6e-9efd-8f4f8430867a','北欧の見込み客と話す / Talk to prospects in the Nordics','724b7184-1539-58c4-b691-9d1ca8352fff',1782864000000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('f8c05a8b-44aa-56c4-aaab-e9a588d34c0d','401d4854-09e6-58a2-b64e-8ad654796ba1','小さな直しの所要日数を11日から3日へ / Days for a small fix','02ab4a40-13c7-5757-992e-b4dc72c00f6b',1782864000000000,0,'[["1ede77ff-c1c1-58fe-8a79-9459ca5a1ee7", "2026-09-25T01:32:02+00:00", "4", null]]');
INSERT INTO "pairing_key_results" VALUES('f385343f-7c9f-57a0-bf71-7a063b868a13','538aab29-22c7-5d17-8452-0e1e826fc5c3','Key result 1',NULL,1688169600000000,0,'[["e7ebc7d1-5bd6-53e9-a496-f7484a19f164", "2023-07-05T07:25:35.435436+00:00", "31", null], ["d7aba827-ee63-59fc-b2a8-7814ab9b5805", "2023-07-18T21:25:35.435436+00:00", "48", null], ["6bef267a-728e-5573-bcae-a40482f692b5", "2023-08-02T07:25:35.435436+00:00", "59", null], ["8f491557-156b-51f0-a59e-8e1147eabf4a", "2023-08-15T21:25:35.435436+00:00", "184", null]]');
INSERT INTO "pairing_key_results" VALUES('8ea9fab1-8add-585d-ab7f-364f16951bbb','36a32858-fabd-5be9-8512-04b789e91995','Key result 2',NULL,1790812800000000,0,'[["24f42450-58fc-5abf-b149-c77bc1faa3a3", "2026-10-05T07:36:35.435436+00:00", "62", null], ["0e922d4b-5b66-5008-9346-b9b2e0d78bc8", "2026-10-18T21:36:35.435436+00:00", "79", null], ["2de950ef-9741-5098-b197-506b39a8f48d", "2026-11-02T07:36:35.435436+00:00", "90", null], ["e21eca61-3fff-5ade-82b2-28a0ab269aa5", "2026-11-15T21:36:35.435436+00:00", "215", null]]');
INSERT INTO "pairing_key_results" VALUES('c2b5042a-b5d8-5a72-9524-8b72d4f3f3de','67cdc483-a7de-53cb-9181-0ce1801e170b','Key result 3',NULL,1790812800000000,0,'[["537d915c-c75f-54c9-b9e9-2255f146a732", "2026-10-05T07:47:35.435436+00:00", "93", null], ["d8ccee9e-3251-533c-bdaa-cd4635789170", "2026-10-18T21:47:35.435436+00:00", "110", null], ["fe5d94d7-bd09-502a-b427-e8d3b562f819", "2026-11-02T07:47:35.435436+00:00", "121", null], ["4853a6bd-57ff-5fb0-a7a7-27af3166026a", "2026-11-15T21:47:35.435436+00:00", "246", null]]');
INSERT INTO "pairing_key_results" VALUES('faa0bbe6-68f6-5831-bceb-413b1ee1d15f','09a84aa1-f0de-5802-ab18-084232f1d21f','Key result 4',NULL,1688169600000000,0,'[["491922e3-dd4e-5c09-afd9-5042e8137d04", "2023-07-05T07:58:35.435436+00:00", "fail", null], ["fbccd200-c80e-50ba-bf94-51cf3f705ebd", "2023-07-18T21:58:35.435436+00:00", "commit", null], ["705283bd-c33d-503b-8355-58d496323d57", "2023-08-02T07:58:35.435436+00:00", "target", null], ["dbb51a1a-60a1-585b-9775-9b01489ed5e2", "2023-08-15T21:58:35.435436+00:00", "stretch", null]]');
INSERT INTO "pairing_key_results" VALUES('bd0aa3b1-e139-5cc5-b154-b831e011c0ad','538aab29-22c7-5d17-8452-0e1e826fc5c3','Key result 5',NULL,1688169600000000,0,'[["84c9838f-2350-5f5b-b36e-2a83ce780343", "2023-07-05T08:09:35.435436+00:00", "155", null], ["d02f058a-1560-50bc-a79c-76b3553a806b", "2023-07-18T22:09:35.435436+00:00", "172", null], ["a9e66d97-6ee9-54ee-aa82-751a877c1413", "2023-08-02T08:09:35.435436+00:00", "183", null], ["ed145d96-7754-5f96-9b93-6be3f97ac5b7", "2023-08-15T22:09:35.435436+00:00", "308", null]]');
INSERT INTO "pairing_key_results" VALUES('820eb921-e948-5a61-9626-76b8a48f17ad','36a32858-fabd-5be9-8512-04b789e91995','Key result 6',NULL,1790812800000000,0,'[["665a59b6-7a80-550a-8e45-9a8885c127e8", "2026-10-05T08:20:35.435436+00:00", "186", null], ["c7322c35-b843-52b3-8823-77c23f071045", "2026-10-18T22:20:35.435436+00:00", "203", null], ["f9e77df0-595d-5e8c-8cad-b7000a8a1320", "2026-11-02T08:20:35.435436+00:00", "214", null], ["e0f54049-c7a5-5967-8c66-ad657bff616b", "2026-11-15T22:20:35.435436+00:00", "339", null]]');
INSERT INTO "pairing_key_results" VALUES('6daeffcb-2a42-5be5-b57e-9a2d89b56979','67cdc483-a7de-53cb-9181-0ce1801e170b','Key result 7',NULL,1790812800000000,0,'[["16957bc1-8fe2-5817-9741-03f175f19e32", "2026-10-05T08:31:35.435436+00:00", "217", null], ["ba2670a7-fd9f-5359-83bf-9e59392c9569", "2026-10-18T22:31:35.435436+00:00", "234", null], ["c4314f84-b800-5741-a9c1-f654ae8c1df6", "2026-11-02T08:31:35.435436+00:00", "245", null], ["794a1409-2ced-5ab3-bdbe-c15e705d7ee6", "2026-11-15T22:31:35.435436+00:00", "370", null]]');
INSERT INTO "pairing_key_results" VALUES('a183592b-b404-5dff-8796-17e72600d35c','09a84aa1-f0de-5802-ab18-084232f1d21f','Key result 8',NULL,1688169600000000,0,'[["4ed90e85-28ea-55d3-8121-d3f27e1ca237", "2023-07-05T08:42:35.435436+00:00", "fail", null], ["146231b8-09b9-5e79-86f2-813aa5aa80bb", "2023-07-18T22:42:35.435436+00:00", "commit", null], ["17b81bfd-61d7-5c3e-ac75-b2b5ede99335", "2023-08-02T08:42:35.435436+00:00", "target", null], ["c58f6daf-fbc0-5583-a416-563b9e9a3e7d", "2023-08-15T22:42:35.435436+00:00", "stretch", null]]');
INSERT INTO "pairing_key_results" VALUES('3e432e82-aaf0-5976-9608-c613376b6385','538aab29-22c7-5d17-8452-0e1e826fc5c3','Key result 9',NULL,1688169600000000,0,'[["ceaec474-9305-54ef-bb57-59d07491d09b", "2023-07-05T08:53:35.435436+00:00", "279", null], ["28d0de09-3b60-5a30-8f49-215caf9afb37", "2023-07-18T22:53:35.435436+00:00", "296", null], ["6c59f410-191f-5799-8872-068baa653182", "2023-08-02T08:53:35.435436+00:00", "307", null], ["27ac8430-0f57-5d65-8288-e7ef7c82bde7", "2023-08-15T22:53:35.435436+00:00", "32", null]]');
INSERT INTO "pairing_key_results" VALUES('05b4a7b9-89a5-58a3-8200-4197b0878b76','36a32858-fabd-5be9-8512-04b789e91995','Key result 10',NULL,1790812800000000,0,'[["c2490c1b-125c-5fde-bbc7-4977030d8492", "2026-10-05T09:04:35.435436+00:00", "310", null], ["ae6c2c60-7169-5b70-9636-b2e8128aa02e", "2026-10-18T23:04:35.435436+00:00", "327", null], ["cf6af8d8-b2cc-5c25-8beb-64d8adb2e688", "2026-11-02T09:04:35.435436+00:00", "338", null], ["32459711-504a-52cf-8ff6-ca4a4266350d", "2026-11-15T23:04:35.435436+00:00", "63", null]]');
INSERT INTO "pairing_key_results" VALUES('1d755bcc-256a-597b-8bbd-ae85225ae62b','54113d5f-6bcd-5b25-8963-18f4a9f91f16','East',NULL,1796080085773428,0,'[["0a04b0dc-126e-55f5-817a-5c834c7818e4", "2026-11-30T23:08:05.816688+00:00", "4", null]]');
INSERT INTO "pairing_key_results" VALUES('51162366-48f6-55df-ab22-39c215d65eed','54113d5f-6bcd-5b25-8963-18f4a9f91f16','West',NULL,1796080086157745,1,'[["b8961284-c896-5c27-8a0f-147e6bdb6202", "2026-11-30T23:08:06.506150+00:00", "2.5", null]]');
INSERT INTO "pairing_key_results" VALUES('881c5889-229b-56b7-8d78-1799f4f46d12','54113d5f-6bcd-5b25-8963-18f4a9f91f16','Both',NULL,1796080086659205,0,'[]');
INSERT INTO "pairing_key_results" VALUES('68a66fb5-aec4-59a1-b35b-fa99d13637d5','42b958d4-4531-5e6a-ab55-e8c7100912d0','Be heard',NULL,1796080087479666,0,'[["b6e32a96-1e7a-5b8c-9d4d-9d0c73370795", "2026-11-30T23:08:08.582777+00:00", "2.3", null]]');
INSERT INTO "pairing_key_results" VALUES('720fa2b1-306e-54ac-bfa4-e38acc1d6136','5cfe5385-1574-5139-aa26-9bd7ea9ae868','Call everybody',NULL,1796080087882362,0,'[["4d6e33a6-c082-5fef-b32e-ad55d5482f3e", "2026-11-30T23:08:08.177203+00:00", "6", null], ["184f93ab-78c8-5012-a56e-b16afb22745b", "2026-11-30T23:08:08.758485+00:00", "6.5", null]]');
CREATE TABLE pairing_meetings (
	meeting VARCHAR NOT NULL, 
	"group" VARCHAR NOT NULL, 
	week VARCHAR NOT NULL, 
	PRIMARY KEY (meeting)
);
INSERT INTO "pairing_meetings" VALUES('bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0@2026-W49','bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0','2026-W49');
CREATE TABLE pairing_notices (
	notice VARCHAR NOT NULL, 
	about VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	week VARCHAR, 
	told BIGINT NOT NULL, 
	PRIMARY KEY (notice)
);
INSERT INTO "pairing_notices" VALUES('c3cfbaff-9909-5acb-bdbd-a9cab9178dca','21be2f35-c539-5539-8766-b143eeff301c','due','2026-W50',1796634000000000);
INSERT INTO "pairing_notices" VALUES('8971a1b1-4b92-5e26-958a-2293ea97205b','5b989269-4096-5e99-858b-5b028be09757','due','2026-W50',1796634000000000);
INSERT INTO "pairing_notices" VALUES('0da04e65-351a-51c8-9f8f-9b1f4137ffe4','d9a9d3ff-5be8-5e85-aae8-9a0f7d097972','due','2026-W50',1796634000000000);
CREATE TABLE pairing_objectives (
	objective VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (objective)
);
INSERT INTO "pairing_objectives" VALUES('145ee616-baaf-5965-8f49-41fc09b32cc6',1);
INSERT INTO "pairing_objectives" VALUES('9a34b746-bdbe-537a-b02d-c8f17564ae30',2);
INSERT INTO "pairing_objectives" VALUES('f41f5a08-d64a-58ea-9153-933c752de340',3);
INSERT INTO "pairing_objectives" VALUES('7bded5b9-59d3-5b6e-9efd-8f4f8430867a',4);
INSERT INTO "pairing_objectives" VALUES('401d4854-09e6-58a2-b64e-8ad654796ba1',5);
INSERT INTO "pairing_objectives" VALUES('09a84aa1-f0de-5802-ab18-084232f1d21f',6);
INSERT INTO "pairing_objectives" VALUES('538aab29-22c7-5d17-8452-0e1e826fc5c3',7);
INSERT INTO "pairing_objectives" VALUES('36a32858-fabd-5be9-8512-04b789e91995',8);
INSERT INTO "pairing_objectives" VALUES('67cdc483-a7de-53cb-9181-0ce1801e170b',9);
INSERT INTO "pairing_objectives" VALUES('54113d5f-6bcd-5b25-8963-18f4a9f91f16',10);
INSERT INTO "pairing_objectives" VALUES('42b958d4-4531-5e6a-ab55-e8c7100912d0',11);
INSERT INTO "pairing_objectives" VALUES('5cfe5385-1574-5139-aa26-9bd7ea9ae868',12);
CREATE TABLE pairing_paused (
	member VARCHAR NOT NULL, 
	until DATE, 
	PRIMARY KEY (member)
);
INSERT INTO "pairing_paused" VALUES('d8d8ca6a-022f-5f12-8772-d9070d23b14f','2027-02-01');
CREATE TABLE pairing_people (
	person VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	function VARCHAR NOT NULL, 
	team VARCHAR, 
	manager VARCHAR, 
	present BOOLEAN NOT NULL, 
	joined_at BIGINT NOT NULL, 
	function_since BIGINT NOT NULL, 
	PRIMARY KEY (person)
);
INSERT INTO "pairing_people" VALUES('9debee61-3243-5c74-809e-a86a90da466e',1,'sealed:v1:9debee61-3243-5c74-809e-a86a90da466e:_PGd7GkWOCOOhdtN11QHCv66QFQTpetTu-xHuYB1kvg2-V_88x1SPxDddos=','sales','Company',NULL,1,1,1);
INSERT INTO "pairing_people" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b',2,'sealed:v1:02ab4a40-13c7-5757-992e-b4dc72c00f6b:0ucd0Pk8dF1-c4GM1sbxOQlAG_ZrBpdHkVBcd9v1VqKOO3wAAb4MHYk=','dev','Dev','9debee61-3243-5c74-809e-a86a90da466e',1,2,2);
INSERT INTO "pairing_people" VALUES('5c9d9365-b5f6-5363-bc69-f04236555f16',3,'sealed:v1:5c9d9365-b5f6-5363-bc69-f04236555f16:69KwLbH5gE_ass1zxxgN43c6NOXcxXGOSw7NaudxucwEWh4tKhnHYA8=','sales','Sales','9debee61-3243-5c74-809e-a86a90da466e',1,3,3);
INSERT INTO "pairing_people" VALUES('71f4e983-98c5-56de-ba27-4654a2b86d9a',4,'sealed:v1:71f4e983-98c5-56de-ba27-4654a2b86d9a:peiqQPM7Sw26TjKl-q1Oxa4xHp1pZ7F30-_SgPzV7vY1wCN6MNtcuwI=','sales','Enterprise','5c9d9365-b5f6-5363-bc69-f04236555f16',1,4,4);
INSERT INTO "pairing_people" VALUES('a385ac7e-46b0-5e6d-b9a6-2a91a123f305',5,'sealed:v1:a385ac7e-46b0-5e6d-b9a6-2a91a123f305:WDqVNp8scY5Cu3-e9mmrI3gNE_6rDgNpLtlcRXBrPMb0g-OtdoDQQwM=','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1,5,5);
INSERT INTO "pairing_people" VALUES('724b7184-1539-58c4-b691-9d1ca8352fff',6,'sealed:v1:724b7184-1539-58c4-b691-9d1ca8352fff:gmx15OPFe6SY3GuY-5xLbSO-hXLOJfMPn43hAOwUYQK7WLE0qVWFGmajZg==','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1,6,6);
INSERT INTO "pairing_people" VALUES('8fb1e14b-b86f-5ab3-8f95-473861b111e6',7,'sealed:v1:8fb1e14b-b86f-5ab3-8f95-473861b111e6:s0pRlOMZ01eV_DO1rgPR19QVIU_C3QaJjzq4JKks_d9IkxFl32kpzdc=','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1,7,7);
INSERT INTO "pairing_people" VALUES('8bd50886-25f6-5bc3-97fa-7928bb9f68b8',8,'sealed:v1:8bd50886-25f6-5bc3-97fa-7928bb9f68b8:aWlnf4-EBya50KfZRPBww6E4kWnZgYWobBqhCtTclzLoEmhBytjADss=','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1,8,8);
CREATE TABLE pairing_placements (
	placement VARCHAR NOT NULL, 
	term VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	seeker VARCHAR NOT NULL, 
	role_model VARCHAR, 
	rank INTEGER, 
	because VARCHAR, 
	PRIMARY KEY (placement)
);
INSERT INTO "pairing_placements" VALUES('29431fcf-eb04-5d8d-b0c5-d30893e3ee3c:2:0','29431fcf-eb04-5d8d-b0c5-d30893e3ee3c',2,0,'7d589d23651f6ea0606ea2343b8356ae','836f3fba5262b47e179b612e800582d2',1,NULL);
INSERT INTO "pairing_placements" VALUES('29431fcf-eb04-5d8d-b0c5-d30893e3ee3c:2:1','29431fcf-eb04-5d8d-b0c5-d30893e3ee3c',2,1,'90555474534bc4a892a4bb39ee85724e','165821f6c87d87cb36de6d2f485a4ccd',1,NULL);
CREATE TABLE pairing_programmes (
	programme VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	functions JSON NOT NULL, 
	group_size INTEGER NOT NULL, 
	approval VARCHAR NOT NULL, 
	mismatch VARCHAR NOT NULL, 
	every_weeks INTEGER, 
	managers_apart BOOLEAN NOT NULL, 
	teams_apart BOOLEAN NOT NULL, 
	wishes JSON NOT NULL, 
	PRIMARY KEY (programme)
);
CREATE TABLE pairing_proposals (
	"group" VARCHAR NOT NULL, 
	rotation VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	members JSON NOT NULL, 
	seats JSON, 
	PRIMARY KEY ("group")
);
INSERT INTO "pairing_proposals" VALUES('02713722-e7f5-5137-9606-9d082c1b7518','17a942a6-fc44-5ce6-bd8f-440317dbdfe8',2,0,'["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "8bd50886-25f6-5bc3-97fa-7928bb9f68b8", "8fb1e14b-b86f-5ab3-8f95-473861b111e6", "a385ac7e-46b0-5e6d-b9a6-2a91a123f305"]',NULL);
INSERT INTO "pairing_proposals" VALUES('917c4ddb-b88e-5cf4-9b43-eea28cf2dce2','17a942a6-fc44-5ce6-bd8f-440317dbdfe8',2,1,'["5c9d9365-b5f6-5363-bc69-f04236555f16", "724b7184-1539-58c4-b691-9d1ca8352fff"]',NULL);
INSERT INTO "pairing_proposals" VALUES('a30c7dc8-2f13-53c8-b4ed-483ba28657d2','17a942a6-fc44-5ce6-bd8f-440317dbdfe8',2,2,'["71f4e983-98c5-56de-ba27-4654a2b86d9a", "9debee61-3243-5c74-809e-a86a90da466e"]',NULL);
INSERT INTO "pairing_proposals" VALUES('bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0','d13bd693-422c-53ac-93a9-f69d2cb5b131',2,0,'["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "5c9d9365-b5f6-5363-bc69-f04236555f16", "8fb1e14b-b86f-5ab3-8f95-473861b111e6", "a385ac7e-46b0-5e6d-b9a6-2a91a123f305"]',NULL);
INSERT INTO "pairing_proposals" VALUES('fdaa4459-5002-585c-817e-09d026a8e0a7','d13bd693-422c-53ac-93a9-f69d2cb5b131',2,1,'["71f4e983-98c5-56de-ba27-4654a2b86d9a", "9debee61-3243-5c74-809e-a86a90da466e"]',NULL);
INSERT INTO "pairing_proposals" VALUES('deef0c38-87ec-507c-9253-87a3cedb6204','d13bd693-422c-53ac-93a9-f69d2cb5b131',2,2,'["724b7184-1539-58c4-b691-9d1ca8352fff", "8bd50886-25f6-5bc3-97fa-7928bb9f68b8"]',NULL);
CREATE TABLE pairing_pulses (
	month VARCHAR NOT NULL, 
	counts JSON NOT NULL, 
	waiting JSON NOT NULL, 
	PRIMARY KEY (month)
);
INSERT INTO "pairing_pulses" VALUES('2026-11','[1, 1, 1, 1, 1]','[2, 3]');
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
CREATE TABLE pairing_role_models (
	person VARCHAR NOT NULL, 
	capacity INTEGER NOT NULL, 
	topics JSON NOT NULL, 
	words VARCHAR, 
	PRIMARY KEY (person)
);
INSERT INTO "pairing_role_models" VALUES('9debee61-3243-5c74-809e-a86a90da466e',2,'["9463703da04238c5561898a3bebd774f"]','sealed:v1:9debee61-3243-5c74-809e-a86a90da466e:A4lG1YeNsizCcuTi6C89UUtLXVNweqQgUYOzKaqsVLjMAnM=');
INSERT INTO "pairing_role_models" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b',1,'["a10044cd46fcdabfdd7318d97e35ce9a"]','sealed:v1:02ab4a40-13c7-5757-992e-b4dc72c00f6b:zxvnVZFSdy4Mzaa-XbskuwTXFZCeSjb7T745KblV2-56kA==');
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
	turn INTEGER, 
	least_repeats INTEGER, 
	optimal BOOLEAN, 
	gap BIGINT, 
	run INTEGER NOT NULL, 
	pool VARCHAR, 
	pinned JSON NOT NULL, 
	forbidden JSON NOT NULL, 
	drafted BIGINT NOT NULL, 
	drafted_at BIGINT NOT NULL, 
	confirmed BIGINT, 
	confirmed_at BIGINT, 
	PRIMARY KEY (rotation), 
	UNIQUE (number)
);
INSERT INTO "pairing_rotations" VALUES('17a942a6-fc44-5ce6-bd8f-440317dbdfe8',1,'bc7d8525-54ec-5c52-a82c-f832de9da708','8a3c807d-670f-59bd-85e4-f2c41054f269','after FY25-Q4','confirmed','bc7d8525-54ec-5c52-a82c-f832de9da708:8a3c807d-670f-59bd-85e4-f2c41054f269:1',3,0,'[]',NULL,0,1,0,1,'14508975123247f03aea150be6427bfb','[]','[]',1796080121393910,135,1796080122453718,137);
INSERT INTO "pairing_rotations" VALUES('d13bd693-422c-53ac-93a9-f69d2cb5b131',2,'bc7d8525-54ec-5c52-a82c-f832de9da708','5d44d2b4-d0c9-5095-bb45-fe8837af3bd1','after FY26-Q1','confirmed','bc7d8525-54ec-5c52-a82c-f832de9da708:5d44d2b4-d0c9-5095-bb45-fe8837af3bd1:1',3,4,'[]',NULL,4,1,0,1,'02746b5497bb2aca885a6d41c564e780','[]','[]',1796080122934885,146,1796080123606744,148);
CREATE TABLE pairing_seekers (
	seeker VARCHAR NOT NULL, 
	wishes JSON NOT NULL, 
	topics JSON NOT NULL, 
	PRIMARY KEY (seeker)
);
INSERT INTO "pairing_seekers" VALUES('7eb56bad-afc9-5985-ae17-8374cccd6a9c','["988dabea777af3a74c41cacb6df07b94"]','["9463703da04238c5561898a3bebd774f"]');
INSERT INTO "pairing_seekers" VALUES('3bf9900c-4673-55d7-a7a2-be78484e932a','["c434e3cb7ce5c8d4dbc4b37b38227ccb", "988dabea777af3a74c41cacb6df07b94"]','[]');
CREATE TABLE pairing_terms (
	term VARCHAR NOT NULL, 
	label VARCHAR NOT NULL, 
	begins DATE NOT NULL, 
	ends DATE NOT NULL, 
	ended_on DATE, 
	stage VARCHAR NOT NULL, 
	method VARCHAR NOT NULL, 
	version INTEGER NOT NULL, 
	proved BOOLEAN NOT NULL, 
	seekers INTEGER NOT NULL, 
	role_models INTEGER NOT NULL, 
	places INTEGER NOT NULL, 
	placed INTEGER NOT NULL, 
	total_rank INTEGER NOT NULL, 
	blocking INTEGER NOT NULL, 
	most_placed INTEGER NOT NULL, 
	least_total_rank INTEGER NOT NULL, 
	wishing INTEGER NOT NULL, 
	first_wishes INTEGER NOT NULL, 
	PRIMARY KEY (term)
);
INSERT INTO "pairing_terms" VALUES('29431fcf-eb04-5d8d-b0c5-d30893e3ee3c','2027-H1','2027-01-01','2027-07-01',NULL,'confirmed','stable',1,1,2,2,3,2,2,0,2,2,2,2);
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
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|8bd50886-25f6-5bc3-97fa-7928bb9f68b8','02ab4a40-13c7-5757-992e-b4dc72c00f6b','8bd50886-25f6-5bc3-97fa-7928bb9f68b8',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080122453718);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|8fb1e14b-b86f-5ab3-8f95-473861b111e6','02ab4a40-13c7-5757-992e-b4dc72c00f6b','8fb1e14b-b86f-5ab3-8f95-473861b111e6',2,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080123606744);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|a385ac7e-46b0-5e6d-b9a6-2a91a123f305','02ab4a40-13c7-5757-992e-b4dc72c00f6b','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',2,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080123606744);
INSERT INTO "pairing_together" VALUES('8bd50886-25f6-5bc3-97fa-7928bb9f68b8|8fb1e14b-b86f-5ab3-8f95-473861b111e6','8bd50886-25f6-5bc3-97fa-7928bb9f68b8','8fb1e14b-b86f-5ab3-8f95-473861b111e6',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080122453718);
INSERT INTO "pairing_together" VALUES('8bd50886-25f6-5bc3-97fa-7928bb9f68b8|a385ac7e-46b0-5e6d-b9a6-2a91a123f305','8bd50886-25f6-5bc3-97fa-7928bb9f68b8','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080122453718);
INSERT INTO "pairing_together" VALUES('8fb1e14b-b86f-5ab3-8f95-473861b111e6|a385ac7e-46b0-5e6d-b9a6-2a91a123f305','8fb1e14b-b86f-5ab3-8f95-473861b111e6','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',2,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080123606744);
INSERT INTO "pairing_together" VALUES('5c9d9365-b5f6-5363-bc69-f04236555f16|724b7184-1539-58c4-b691-9d1ca8352fff','5c9d9365-b5f6-5363-bc69-f04236555f16','724b7184-1539-58c4-b691-9d1ca8352fff',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080122453718);
INSERT INTO "pairing_together" VALUES('71f4e983-98c5-56de-ba27-4654a2b86d9a|9debee61-3243-5c74-809e-a86a90da466e','71f4e983-98c5-56de-ba27-4654a2b86d9a','9debee61-3243-5c74-809e-a86a90da466e',2,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080123606744);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|5c9d9365-b5f6-5363-bc69-f04236555f16','02ab4a40-13c7-5757-992e-b4dc72c00f6b','5c9d9365-b5f6-5363-bc69-f04236555f16',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080123606744);
INSERT INTO "pairing_together" VALUES('5c9d9365-b5f6-5363-bc69-f04236555f16|8fb1e14b-b86f-5ab3-8f95-473861b111e6','5c9d9365-b5f6-5363-bc69-f04236555f16','8fb1e14b-b86f-5ab3-8f95-473861b111e6',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080123606744);
INSERT INTO "pairing_together" VALUES('5c9d9365-b5f6-5363-bc69-f04236555f16|a385ac7e-46b0-5e6d-b9a6-2a91a123f305','5c9d9365-b5f6-5363-bc69-f04236555f16','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080123606744);
INSERT INTO "pairing_together" VALUES('724b7184-1539-58c4-b691-9d1ca8352fff|8bd50886-25f6-5bc3-97fa-7928bb9f68b8','724b7184-1539-58c4-b691-9d1ca8352fff','8bd50886-25f6-5bc3-97fa-7928bb9f68b8',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080123606744);
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
INSERT INTO "projection_position" VALUES('pairing',177,'0da04e65-351a-51c8-9f8f-9b1f4137ffe4');
CREATE INDEX ix_pairing_people_present ON pairing_people (present);
CREATE INDEX ix_pairing_quarters_label ON pairing_quarters (label);
CREATE INDEX ix_pairing_rotations_label ON pairing_rotations (label);
CREATE INDEX ix_pairing_rotations_after_quarter ON pairing_rotations (after_quarter);
CREATE INDEX ix_pairing_proposals_rotation ON pairing_proposals (rotation);
CREATE INDEX ix_pairing_groups_rotation ON pairing_groups (rotation);
CREATE INDEX ix_pairing_groups_label ON pairing_groups (label);
CREATE INDEX ix_pairing_groups_dissolved ON pairing_groups (dissolved);
CREATE INDEX ix_pairing_meetings_week ON pairing_meetings (week);
CREATE INDEX ix_pairing_meetings_group ON pairing_meetings ("group");
CREATE INDEX ix_pairing_together_other ON pairing_together (other);
CREATE INDEX ix_pairing_together_one ON pairing_together (one);
CREATE INDEX ix_pairing_paused_until ON pairing_paused (until);
CREATE INDEX ix_pairing_objectives_number ON pairing_objectives (number);
CREATE INDEX ix_pairing_choices_opted_out ON pairing_choices (opted_out);
CREATE INDEX ix_pairing_notices_about ON pairing_notices (about);
CREATE INDEX ix_pairing_key_results_owner ON pairing_key_results (owner);
CREATE INDEX ix_pairing_key_results_objective ON pairing_key_results (objective);
CREATE INDEX ix_pairing_terms_ends ON pairing_terms (ends);
CREATE INDEX ix_pairing_placements_term ON pairing_placements (term);
COMMIT;
