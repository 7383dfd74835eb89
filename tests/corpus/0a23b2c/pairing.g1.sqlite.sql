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
INSERT INTO "aggregate_versions" VALUES('person/5cef9502-095c-5884-9720-e2106133f879',1,9);
INSERT INTO "aggregate_versions" VALUES('person/cb09bcf1-b230-5e35-a89d-f0e716a58085',1,10);
INSERT INTO "aggregate_versions" VALUES('person/0af92385-b20a-5a56-b5ba-58756023c4e3',1,11);
INSERT INTO "aggregate_versions" VALUES('person/88748ff6-932b-559f-bde7-b695429a5b11',1,12);
INSERT INTO "aggregate_versions" VALUES('quarter/4ea00a10-4a92-540b-b899-83dda069c1c2',3,98);
INSERT INTO "aggregate_versions" VALUES('quarter/c673e710-d8b2-52ad-b370-840b71eafefe',2,16);
INSERT INTO "aggregate_versions" VALUES('quarter/9c186571-af50-544b-b96f-c064f55f9414',2,18);
INSERT INTO "aggregate_versions" VALUES('objective/3ea77aee-ec73-55b6-9fca-9cb7a6f2a4c1',6,91);
INSERT INTO "aggregate_versions" VALUES('objective/27dcae9b-44ed-57ba-93df-a9cfe9292b20',4,92);
INSERT INTO "aggregate_versions" VALUES('objective/5cc2cf07-5d15-5126-af18-c8428789482d',9,93);
INSERT INTO "aggregate_versions" VALUES('objective/fa376d84-79a4-53fe-95bb-f4c546405d82',8,94);
INSERT INTO "aggregate_versions" VALUES('objective/d7c54634-d847-5384-95be-8f0cf666aa9f',6,95);
INSERT INTO "aggregate_versions" VALUES('objective/4af564e8-49c4-599a-b567-3627d0dec92d',4,96);
INSERT INTO "aggregate_versions" VALUES('objective/803f5d03-197f-5609-aa34-e6d204ee4fca',4,97);
INSERT INTO "aggregate_versions" VALUES('objective/145ee616-baaf-5965-8f49-41fc09b32cc6',4,62);
INSERT INTO "aggregate_versions" VALUES('objective/9a34b746-bdbe-537a-b02d-c8f17564ae30',7,89);
INSERT INTO "aggregate_versions" VALUES('objective/f41f5a08-d64a-58ea-9153-933c752de340',5,83);
INSERT INTO "aggregate_versions" VALUES('objective/7bded5b9-59d3-5b6e-9efd-8f4f8430867a',7,88);
INSERT INTO "aggregate_versions" VALUES('objective/543d1eff-2813-56a3-be06-272ebb81ef3c',8,87);
INSERT INTO "aggregate_versions" VALUES('objective/91fa6981-e808-5746-a852-c8dbf334fb75',3,72);
INSERT INTO "aggregate_versions" VALUES('objective/401d4854-09e6-58a2-b64e-8ad654796ba1',4,90);
INSERT INTO "aggregate_versions" VALUES('group/c22337ea-4ee7-5145-934d-8270aada2461',2,216);
INSERT INTO "aggregate_versions" VALUES('quarter/5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735',3,162);
INSERT INTO "aggregate_versions" VALUES('objective/09a84aa1-f0de-5802-ab18-084232f1d21f',13,160);
INSERT INTO "aggregate_versions" VALUES('objective/538aab29-22c7-5d17-8452-0e1e826fc5c3',18,161);
INSERT INTO "aggregate_versions" VALUES('objective/36a32858-fabd-5be9-8512-04b789e91995',17,159);
INSERT INTO "aggregate_versions" VALUES('objective/67cdc483-a7de-53cb-9181-0ce1801e170b',12,147);
INSERT INTO "aggregate_versions" VALUES('quarter/8a3c807d-670f-59bd-85e4-f2c41054f269',4,207);
INSERT INTO "aggregate_versions" VALUES('quarter/5d44d2b4-d0c9-5095-bb45-fe8837af3bd1',4,233);
INSERT INTO "aggregate_versions" VALUES('objective/54113d5f-6bcd-5b25-8963-18f4a9f91f16',10,205);
INSERT INTO "aggregate_versions" VALUES('objective/42b958d4-4531-5e6a-ab55-e8c7100912d0',6,217);
INSERT INTO "aggregate_versions" VALUES('objective/5cfe5385-1574-5139-aa26-9bd7ea9ae868',10,218);
INSERT INTO "aggregate_versions" VALUES('private/objective/po-bea9d5bd4e35',2,191);
INSERT INTO "aggregate_versions" VALUES('cadence/cb24ea1d-c00e-5f81-aac4-ff8b94dd0874',1,192);
INSERT INTO "aggregate_versions" VALUES('private/day/3ddb03ef-89d0-5b33-ae64-e16fc1f49001',3,195);
INSERT INTO "aggregate_versions" VALUES('experiment/155855f3-0d41-50c2-b12d-9529c85d1ec7',1,196);
INSERT INTO "aggregate_versions" VALUES('practice/d310eabf-bd93-5ea9-9401-279cf06210bb',2,198);
INSERT INTO "aggregate_versions" VALUES('win-session/de09fcb8-38d3-5e44-a3df-5025e1d446d4',5,203);
INSERT INTO "aggregate_versions" VALUES('private/notices/bba8d9fb-dfeb-5d3a-ab93-90c60ed4f263',1,204);
INSERT INTO "aggregate_versions" VALUES('rotation/17a942a6-fc44-5ce6-bd8f-440317dbdfe8',3,210);
INSERT INTO "aggregate_versions" VALUES('group/02713722-e7f5-5137-9606-9d082c1b7518',2,228);
INSERT INTO "aggregate_versions" VALUES('group/917c4ddb-b88e-5cf4-9b43-eea28cf2dce2',2,229);
INSERT INTO "aggregate_versions" VALUES('group/a30c7dc8-2f13-53c8-b4ed-483ba28657d2',2,230);
INSERT INTO "aggregate_versions" VALUES('group/5e59e1b1-03a1-59ba-a391-f760d9644041',2,231);
INSERT INTO "aggregate_versions" VALUES('group/be59d81e-f468-583f-b133-e9d7b614a50b',2,232);
INSERT INTO "aggregate_versions" VALUES('rotation/d13bd693-422c-53ac-93a9-f69d2cb5b131',3,222);
INSERT INTO "aggregate_versions" VALUES('group/bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0',3,242);
INSERT INTO "aggregate_versions" VALUES('group/fdaa4459-5002-585c-817e-09d026a8e0a7',1,224);
INSERT INTO "aggregate_versions" VALUES('group/deef0c38-87ec-507c-9253-87a3cedb6204',1,225);
INSERT INTO "aggregate_versions" VALUES('group/c7e5de63-1422-516d-86fc-d52ebdf86974',1,226);
INSERT INTO "aggregate_versions" VALUES('group/ce7a391c-61df-585e-8449-6c4e64d35b49',1,227);
INSERT INTO "aggregate_versions" VALUES('private/pulse/2646b407-0492-5148-b03c-628500fb837c',1,234);
INSERT INTO "aggregate_versions" VALUES('private/pulse/53fd5b5e-a295-5a3f-84f2-bc51048a9eb1',1,235);
INSERT INTO "aggregate_versions" VALUES('private/pulse/73c9b98b-d81c-53e9-b360-c266236f025d',1,236);
INSERT INTO "aggregate_versions" VALUES('private/pulse/02b22bdf-b061-5922-b08b-62c0f2eb3900',1,237);
INSERT INTO "aggregate_versions" VALUES('private/pulse/52b45420-70e0-5998-b818-725dcd2635c1',1,238);
INSERT INTO "aggregate_versions" VALUES('private/pulse/60bfd5fd-ba91-5ef3-96e0-a08e26778c4f',1,239);
INSERT INTO "aggregate_versions" VALUES('private/pulse/91d39ff4-c59a-53a8-987e-2292a6f93f0a',1,240);
INSERT INTO "aggregate_versions" VALUES('private/member/1afc7134-bcbf-5cd2-8fff-e172f335578f',1,243);
INSERT INTO "aggregate_versions" VALUES('private/member/004a43b8-16c9-50dd-b560-1790474409df',1,244);
INSERT INTO "aggregate_versions" VALUES('private/member/1f09b75c-1347-52bb-b7ef-f1298f478de8',1,245);
INSERT INTO "aggregate_versions" VALUES('private/exclusion/1f5f045d-98d9-50d2-8aa0-107678719d22',1,246);
INSERT INTO "aggregate_versions" VALUES('role-model/9debee61-3243-5c74-809e-a86a90da466e',1,247);
INSERT INTO "aggregate_versions" VALUES('role-model/02ab4a40-13c7-5757-992e-b4dc72c00f6b',1,248);
INSERT INTO "aggregate_versions" VALUES('private/seeker/b3785f1a-33c0-5203-86f2-0450cf104766',1,249);
INSERT INTO "aggregate_versions" VALUES('private/seeker/4fa928c6-5ce2-5fbb-b687-3e4c6e03e1cc',1,250);
INSERT INTO "aggregate_versions" VALUES('private/term/29431fcf-eb04-5d8d-b0c5-d30893e3ee3c',3,253);
INSERT INTO "aggregate_versions" VALUES('private/group/59c9e060-a74a-5201-83b8-a463607f5ef7',1,254);
INSERT INTO "aggregate_versions" VALUES('private/group/d6ef108d-55bb-5695-ba37-20f60371ebeb',1,255);
INSERT INTO "aggregate_versions" VALUES('private/group/ddeb2919-1935-5f54-8c07-cefb0ffb8f75',1,256);
INSERT INTO "aggregate_versions" VALUES('private/group/e55dbb7e-2409-5b7c-83b3-5422bfab114e',1,257);
INSERT INTO "aggregate_versions" VALUES('private/group/ff13cd55-8962-5872-a82b-64664e732944',1,258);
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
INSERT INTO "pairing_choices" VALUES('004a43b8-16c9-50dd-b560-1790474409df',1,NULL,NULL,NULL);
INSERT INTO "pairing_choices" VALUES('1f09b75c-1347-52bb-b7ef-f1298f478de8',0,'[0, 540]',NULL,'["ja"]');
CREATE TABLE pairing_exclusions (
	exclusion VARCHAR NOT NULL, 
	one VARCHAR NOT NULL, 
	other VARCHAR NOT NULL, 
	PRIMARY KEY (exclusion)
);
INSERT INTO "pairing_exclusions" VALUES('1f5f045d-98d9-50d2-8aa0-107678719d22','7f37cfbf5bcd717c7606a8c1afe304c7','f9f376f1e10f98a9c5ec8ac2b02e908d');
CREATE TABLE pairing_goals (
	objective VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	owner VARCHAR, 
	quarter VARCHAR, 
	state VARCHAR NOT NULL, 
	PRIMARY KEY (objective)
);
INSERT INTO "pairing_goals" VALUES('3ea77aee-ec73-55b6-9fca-9cb7a6f2a4c1','お客様が手放せない道具になる / Become the tool our customers will not give up','9debee61-3243-5c74-809e-a86a90da466e','4ea00a10-4a92-540b-b899-83dda069c1c2','closed');
INSERT INTO "pairing_goals" VALUES('27dcae9b-44ed-57ba-93df-a9cfe9292b20','部門をまたいで話す会社になる / Be a company where departments really talk','02ab4a40-13c7-5757-992e-b4dc72c00f6b','4ea00a10-4a92-540b-b899-83dda069c1c2','closed');
INSERT INTO "pairing_goals" VALUES('5cc2cf07-5d15-5126-af18-c8428789482d','大口の商談を、早く、正直に進める / Move large deals fast and honestly','5c9d9365-b5f6-5363-bc69-f04236555f16','4ea00a10-4a92-540b-b899-83dda069c1c2','closed');
INSERT INTO "pairing_goals" VALUES('fa376d84-79a4-53fe-95bb-f4c546405d82','大口顧客の解約をゼロに近づける / Bring churn of large customers close to zero','71f4e983-98c5-56de-ba27-4654a2b86d9a','4ea00a10-4a92-540b-b899-83dda069c1c2','closed');
INSERT INTO "pairing_goals" VALUES('d7c54634-d847-5384-95be-8f0cf666aa9f','小さな会社が一人でも始められるように / Let a small company start by itself','5cef9502-095c-5884-9720-e2106133f879','4ea00a10-4a92-540b-b899-83dda069c1c2','closed');
INSERT INTO "pairing_goals" VALUES('4af564e8-49c4-599a-b567-3627d0dec92d','地域のパートナーと一緒に売る / Sell together with partners in the regions','88748ff6-932b-559f-bde7-b695429a5b11','4ea00a10-4a92-540b-b899-83dda069c1c2','closed');
INSERT INTO "pairing_goals" VALUES('803f5d03-197f-5609-aa34-e6d204ee4fca','安心して毎日出せる / Ship every day without fear','02ab4a40-13c7-5757-992e-b4dc72c00f6b','4ea00a10-4a92-540b-b899-83dda069c1c2','closed');
INSERT INTO "pairing_goals" VALUES('145ee616-baaf-5965-8f49-41fc09b32cc6','アジアの中小企業に、日本の丁寧さを / Bring Japanese care to small firms across Asia','9debee61-3243-5c74-809e-a86a90da466e','c673e710-d8b2-52ad-b370-840b71eafefe','published');
INSERT INTO "pairing_goals" VALUES('9a34b746-bdbe-537a-b02d-c8f17564ae30','一人にしない会社 / Nobody works alone here','02ab4a40-13c7-5757-992e-b4dc72c00f6b','c673e710-d8b2-52ad-b370-840b71eafefe','published');
INSERT INTO "pairing_goals" VALUES('f41f5a08-d64a-58ea-9153-933c752de340','値引きではなく価値で売る / Sell on value, not on discount','5c9d9365-b5f6-5363-bc69-f04236555f16','c673e710-d8b2-52ad-b370-840b71eafefe','published');
INSERT INTO "pairing_goals" VALUES('7bded5b9-59d3-5b6e-9efd-8f4f8430867a','大口顧客と三年の約束を結ぶ / Win three-year commitments from large customers','71f4e983-98c5-56de-ba27-4654a2b86d9a','c673e710-d8b2-52ad-b370-840b71eafefe','published');
INSERT INTO "pairing_goals" VALUES('543d1eff-2813-56a3-be06-272ebb81ef3c','登録から十分で最初の返信 / First reply ten minutes after sign-up','5cef9502-095c-5884-9720-e2106133f879','c673e710-d8b2-52ad-b370-840b71eafefe','published');
INSERT INTO "pairing_goals" VALUES('91fa6981-e808-5746-a852-c8dbf334fb75','パートナーが自分の言葉で語れる / Partners tell our story in their own words','88748ff6-932b-559f-bde7-b695429a5b11','c673e710-d8b2-52ad-b370-840b71eafefe','published');
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
INSERT INTO "pairing_groups" VALUES('c22337ea-4ee7-5145-934d-8270aada2461',1,'7a1260af-173a-53ff-b1c5-93253aec0e49','2026-Q3','["71f4e983-98c5-56de-ba27-4654a2b86d9a", "02ab4a40-13c7-5757-992e-b4dc72c00f6b"]',1782864000000000,99,'2026-07-01',1796080064815714,'2026-11-30',0,NULL,1);
INSERT INTO "pairing_groups" VALUES('02713722-e7f5-5137-9606-9d082c1b7518',2,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4','["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "88748ff6-932b-559f-bde7-b695429a5b11", "8bd50886-25f6-5bc3-97fa-7928bb9f68b8", "cb09bcf1-b230-5e35-a89d-f0e716a58085"]',1796080064815714,211,'2026-11-30',1796080065927787,'2026-11-30',0,NULL,1);
INSERT INTO "pairing_groups" VALUES('917c4ddb-b88e-5cf4-9b43-eea28cf2dce2',3,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4','["0af92385-b20a-5a56-b5ba-58756023c4e3", "71f4e983-98c5-56de-ba27-4654a2b86d9a"]',1796080064815714,212,'2026-11-30',1796080065927787,'2026-11-30',0,NULL,1);
INSERT INTO "pairing_groups" VALUES('a30c7dc8-2f13-53c8-b4ed-483ba28657d2',4,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4','["5c9d9365-b5f6-5363-bc69-f04236555f16", "a385ac7e-46b0-5e6d-b9a6-2a91a123f305"]',1796080064815714,213,'2026-11-30',1796080065927787,'2026-11-30',0,NULL,1);
INSERT INTO "pairing_groups" VALUES('5e59e1b1-03a1-59ba-a391-f760d9644041',5,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4','["5cef9502-095c-5884-9720-e2106133f879", "8fb1e14b-b86f-5ab3-8f95-473861b111e6"]',1796080064815714,214,'2026-11-30',1796080065927787,'2026-11-30',0,NULL,1);
INSERT INTO "pairing_groups" VALUES('be59d81e-f468-583f-b133-e9d7b614a50b',6,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4','["724b7184-1539-58c4-b691-9d1ca8352fff", "9debee61-3243-5c74-809e-a86a90da466e"]',1796080064815714,215,'2026-11-30',1796080065927787,'2026-11-30',0,NULL,1);
INSERT INTO "pairing_groups" VALUES('bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0',7,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1','["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "0af92385-b20a-5a56-b5ba-58756023c4e3", "724b7184-1539-58c4-b691-9d1ca8352fff", "a385ac7e-46b0-5e6d-b9a6-2a91a123f305"]',1796080065927787,223,'2026-11-30',NULL,NULL,1,'2026-W49',1);
INSERT INTO "pairing_groups" VALUES('fdaa4459-5002-585c-817e-09d026a8e0a7',8,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1','["5c9d9365-b5f6-5363-bc69-f04236555f16", "8bd50886-25f6-5bc3-97fa-7928bb9f68b8"]',1796080065927787,224,'2026-11-30',NULL,NULL,0,NULL,1);
INSERT INTO "pairing_groups" VALUES('deef0c38-87ec-507c-9253-87a3cedb6204',9,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1','["5cef9502-095c-5884-9720-e2106133f879", "71f4e983-98c5-56de-ba27-4654a2b86d9a"]',1796080065927787,225,'2026-11-30',NULL,NULL,0,NULL,1);
INSERT INTO "pairing_groups" VALUES('c7e5de63-1422-516d-86fc-d52ebdf86974',10,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1','["88748ff6-932b-559f-bde7-b695429a5b11", "8fb1e14b-b86f-5ab3-8f95-473861b111e6"]',1796080065927787,226,'2026-11-30',NULL,NULL,0,NULL,1);
INSERT INTO "pairing_groups" VALUES('ce7a391c-61df-585e-8449-6c4e64d35b49',11,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1','["9debee61-3243-5c74-809e-a86a90da466e", "cb09bcf1-b230-5e35-a89d-f0e716a58085"]',1796080065927787,227,'2026-11-30',NULL,NULL,0,NULL,1);
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
INSERT INTO "pairing_key_results" VALUES('fff14ed2-9046-55dc-aae1-ba9fc8bab632','3ea77aee-ec73-55b6-9fca-9cb7a6f2a4c1','顧客推奨度（NPS）を-12から20へ / Lift NPS from -12 to 20','9debee61-3243-5c74-809e-a86a90da466e',1775001600000000,0,'[["c9953a1e-328a-5a2f-bdca-00ab25fd6c2c", "2026-06-11T02:36:30+00:00", "9", null]]');
INSERT INTO "pairing_key_results" VALUES('66135ee5-23a7-59c1-ab2f-32308e4e46c2','3ea77aee-ec73-55b6-9fca-9cb7a6f2a4c1','年間経常収益を8.42億から9.6億円へ / Grow ARR from 842 to 960 million yen','5c9d9365-b5f6-5363-bc69-f04236555f16',1775001600000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('428c6290-04a8-511c-960e-f5e96e57f7c1','27dcae9b-44ed-57ba-93df-a9cfe9292b20','バディ三人組の対話を四半期で120回 / Hold 120 buddy talks in the quarter','02ab4a40-13c7-5757-992e-b4dc72c00f6b',1775001600000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('6b277a22-13a3-52d2-9957-9bccf74cdedf','5cc2cf07-5d15-5126-af18-c8428789482d','提案から契約までの日数を96日から70日へ / Shorten proposal to contract from 96 to 70 days','5c9d9365-b5f6-5363-bc69-f04236555f16',1775001600000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('2c909672-c6a6-588e-b53d-ce5e198fe733','5cc2cf07-5d15-5126-af18-c8428789482d','受注率を21%から30%へ / Raise the win rate from 21 % to 30 %','71f4e983-98c5-56de-ba27-4654a2b86d9a',1775001600000000,0,'[["be9e64be-1294-5802-802a-2de14e607dd2", "2026-04-10T10:12:36+00:00", "21", null], ["3e8c3703-efef-5710-a2ab-8d4599b33104", "2026-04-23T01:41:30+00:00", "20.5", null], ["f529fe88-00e4-5164-9672-5338097cc936", "2026-05-08T05:47:06+00:00", "22", null]]');
INSERT INTO "pairing_key_results" VALUES('5d42f9ed-de9d-5a5c-a027-6e1872ca56f5','5cc2cf07-5d15-5126-af18-c8428789482d','失注の理由を全件、開発に伝える / Tell Dev the reason for every lost deal','8bd50886-25f6-5bc3-97fa-7928bb9f68b8',1775001600000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('8dce2d57-a6e9-5df0-ac52-a3936938c8d5','fa376d84-79a4-53fe-95bb-f4c546405d82','更新三か月前に役員と話せた大口顧客 / Large customers whose board we met three months before renewal','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1775001600000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('be35b335-8b0c-5221-8e52-f2fb4b76239e','fa376d84-79a4-53fe-95bb-f4c546405d82','解約予告を受けた大口を引き留める / Win back large customers that gave notice','8fb1e14b-b86f-5ab3-8f95-473861b111e6',1775001600000000,0,'[["adff7daa-e57c-575e-a034-7ab32facd7bf", "2026-05-29T07:44:40+00:00", "1", null]]');
INSERT INTO "pairing_key_results" VALUES('2347b81f-06a9-5645-8400-4e3c4c7013f6','fa376d84-79a4-53fe-95bb-f4c546405d82','大口の利用席数を3,150から3,600へ / Seats used by large customers from 3,150 to 3,600','724b7184-1539-58c4-b691-9d1ca8352fff',1775001600000000,0,'[["e5f9b09e-e3d6-542a-a553-367762e15995", "2026-05-15T07:37:01+00:00", "3240", null]]');
INSERT INTO "pairing_key_results" VALUES('9a3bd724-045e-5580-8de6-001c89e9aef3','d7c54634-d847-5384-95be-8f0cf666aa9f','無料体験から有料への転換率を9.5%から14%へ / Trial-to-paid conversion from 9.5 % to 14 %','5cef9502-095c-5884-9720-e2106133f879',1775001600000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('7162e905-c074-550d-96bd-967cb79cca8d','d7c54634-d847-5384-95be-8f0cf666aa9f','営業が触れずに契約した会社 / Companies that signed without talking to us','0af92385-b20a-5a56-b5ba-58756023c4e3',1775001600000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('36d98fa6-71ba-512e-b697-bbe945bc7182','d7c54634-d847-5384-95be-8f0cf666aa9f','体験中の問い合わせに営業時間内に答える割合 / Trial questions answered the same day','cb09bcf1-b230-5e35-a89d-f0e716a58085',1775001600000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('aeb37473-6e63-5c57-bbe6-a376529d65b1','4af564e8-49c4-599a-b567-3627d0dec92d','稼働している販売パートナー / Partners that closed at least one deal','88748ff6-932b-559f-bde7-b695429a5b11',1775001600000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('1a0187a1-fe68-5019-8709-340d94338158','803f5d03-197f-5609-aa34-e6d204ee4fca','週の本番リリース 4→15回 / Releases a week','02ab4a40-13c7-5757-992e-b4dc72c00f6b',1775001600000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('52397709-299a-578d-8100-deaef67c881a','145ee616-baaf-5965-8f49-41fc09b32cc6','年間経常収益を9.52億から11億円へ / Grow ARR from 952 to 1,100 million yen','5c9d9365-b5f6-5363-bc69-f04236555f16',1782864000000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('aa9d1074-4f6b-58ec-b644-8374f2e6f5cf','145ee616-baaf-5965-8f49-41fc09b32cc6','海外の有料顧客を2社から25社へ / Paying customers outside Japan','88748ff6-932b-559f-bde7-b695429a5b11',1782864000000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('89fb29ed-578d-5dd9-bbf9-6429b203d946','9a34b746-bdbe-537a-b02d-c8f17564ae30','バディ三人組の対話を四半期で140回 / Hold 140 buddy talks in the quarter','02ab4a40-13c7-5757-992e-b4dc72c00f6b',1782864000000000,0,'[["66ac0c4f-272a-5601-8b5f-1b1dd9716630", "2026-07-24T04:39:01+00:00", "34", null], ["a7884f2a-4c96-59b1-9f4f-34e8eb377446", "2026-08-07T00:59:57+00:00", "57", null], ["f19ab2fa-f5de-59ea-86c8-31ea70dd6682", "2026-08-21T00:13:01+00:00", "76", null], ["79f34713-e824-5d7c-b50f-758766845bde", "2026-09-24T01:26:10+00:00", "131", null]]');
INSERT INTO "pairing_key_results" VALUES('6c9169ac-1b38-57f1-83e8-2dc978d4435f','f41f5a08-d64a-58ea-9153-933c752de340','平均値引き率を18.5%から9%へ / Average discount from 18.5 % to 9 %','5c9d9365-b5f6-5363-bc69-f04236555f16',1782864000000000,0,'[["2efd4cf0-1776-506a-a590-c120d97e7c3e", "2026-07-29T07:01:20+00:00", "17", null]]');
INSERT INTO "pairing_key_results" VALUES('b0f1da09-3bb3-52d3-9fc4-3f1a370147f7','f41f5a08-d64a-58ea-9153-933c752de340','受注率を26%から32%へ / Win rate from 26 % to 32 %','71f4e983-98c5-56de-ba27-4654a2b86d9a',1782864000000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('4dea6bc5-b220-5dc0-b399-da5975e23572','7bded5b9-59d3-5b6e-9efd-8f4f8430867a','三年契約の大口顧客 / Large customers on three-year terms','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1782864000000000,0,'[["3fa2afeb-e624-5e5e-b101-2b41deed2f47", "2026-09-08T10:44:43+00:00", "5", null]]');
INSERT INTO "pairing_key_results" VALUES('dde505a9-9c99-5d72-a27b-718f74d0ffa0','7bded5b9-59d3-5b6e-9efd-8f4f8430867a','大口の月次解約率を0.9%から0.3%へ / Monthly churn of large customers from 0.9 % to 0.3 %','8fb1e14b-b86f-5ab3-8f95-473861b111e6',1782864000000000,0,'[["e0703d45-b18b-5a57-b5a5-d5f0e63ab5ed", "2026-07-10T00:33:23+00:00", "0.9", null]]');
INSERT INTO "pairing_key_results" VALUES('3166fa29-4c4d-56e2-a210-54d73f76d127','7bded5b9-59d3-5b6e-9efd-8f4f8430867a','北欧の見込み客と話す / Talk to prospects in the Nordics','724b7184-1539-58c4-b691-9d1ca8352fff',1782864000000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('ec743d2e-cbab-5c29-9b51-422eaf6cd294','543d1eff-2813-56a3-be06-272ebb81ef3c','無料体験から有料への転換率を11.3%から16%へ / Trial-to-paid from 11.3 % to 16 %','5cef9502-095c-5884-9720-e2106133f879',1782864000000000,0,'[["7f5979b9-465e-5843-8f73-215206e60ff3", "2026-08-25T01:56:54+00:00", "13.6", null], ["a9ffce5a-288a-553c-9f96-2c91e3a19889", "2026-09-01T08:52:17+00:00", "14.1", null]]');
INSERT INTO "pairing_key_results" VALUES('a62965e1-4905-5f19-86ab-23438f9ec1ae','543d1eff-2813-56a3-be06-272ebb81ef3c','登録から最初の返信まで95分から10分へ / Minutes from sign-up to first reply','0af92385-b20a-5a56-b5ba-58756023c4e3',1782864000000000,0,'[["c40cf7a1-b360-5cf6-9c21-8b424865121a", "2026-07-22T23:49:10+00:00", "90", null]]');
INSERT INTO "pairing_key_results" VALUES('f2f5f2f2-866d-549c-8706-26d649f0cf30','543d1eff-2813-56a3-be06-272ebb81ef3c','体験中の会社へ送る「三つのこつ」の開封率 / Opening rate of our three tips','cb09bcf1-b230-5e35-a89d-f0e716a58085',1782864000000000,0,'[]');
INSERT INTO "pairing_key_results" VALUES('6db6c2b0-54f4-58fd-898b-f14bdfe9e207','91fa6981-e808-5746-a852-c8dbf334fb75','一件以上売ったパートナー / Partners with at least one deal','88748ff6-932b-559f-bde7-b695429a5b11',1782864000000000,0,'[]');
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
INSERT INTO "pairing_key_results" VALUES('1d755bcc-256a-597b-8bbd-ae85225ae62b','54113d5f-6bcd-5b25-8963-18f4a9f91f16','East',NULL,1796080055030039,0,'[["0a04b0dc-126e-55f5-817a-5c834c7818e4", "2026-11-30T23:07:35.238788+00:00", "4", null]]');
INSERT INTO "pairing_key_results" VALUES('51162366-48f6-55df-ab22-39c215d65eed','54113d5f-6bcd-5b25-8963-18f4a9f91f16','West',NULL,1796080055428942,1,'[["b8961284-c896-5c27-8a0f-147e6bdb6202", "2026-11-30T23:07:35.655239+00:00", "2.5", null]]');
INSERT INTO "pairing_key_results" VALUES('881c5889-229b-56b7-8d78-1799f4f46d12','54113d5f-6bcd-5b25-8963-18f4a9f91f16','Both',NULL,1796080055829306,0,'[]');
INSERT INTO "pairing_key_results" VALUES('68a66fb5-aec4-59a1-b35b-fa99d13637d5','42b958d4-4531-5e6a-ab55-e8c7100912d0','Be heard',NULL,1796080056712105,0,'[["b6e32a96-1e7a-5b8c-9d4d-9d0c73370795", "2026-11-30T23:07:37.833566+00:00", "2.3", null]]');
INSERT INTO "pairing_key_results" VALUES('720fa2b1-306e-54ac-bfa4-e38acc1d6136','5cfe5385-1574-5139-aa26-9bd7ea9ae868','Call everybody',NULL,1796080057080349,0,'[["4d6e33a6-c082-5fef-b32e-ad55d5482f3e", "2026-11-30T23:07:37.344935+00:00", "6", null], ["184f93ab-78c8-5012-a56e-b16afb22745b", "2026-11-30T23:07:38.502164+00:00", "6.5", null]]');
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
INSERT INTO "pairing_notices" VALUES('c69223a5-cb86-572f-90e4-25aa2997bbdd','59c9e060-a74a-5201-83b8-a463607f5ef7','due','2026-W50',1796634000000000);
INSERT INTO "pairing_notices" VALUES('aa26a38b-680d-5067-a40a-ee7c09c81d86','d6ef108d-55bb-5695-ba37-20f60371ebeb','due','2026-W50',1796634000000000);
INSERT INTO "pairing_notices" VALUES('33c28b2f-f334-595a-9c22-f6aa49717811','ddeb2919-1935-5f54-8c07-cefb0ffb8f75','due','2026-W50',1796634000000000);
INSERT INTO "pairing_notices" VALUES('45bec5c4-639f-5ced-ab58-ac34d507dd8f','e55dbb7e-2409-5b7c-83b3-5422bfab114e','due','2026-W50',1796634000000000);
INSERT INTO "pairing_notices" VALUES('8c5ead9d-9688-5a9e-981a-6c52a04c628e','ff13cd55-8962-5872-a82b-64664e732944','due','2026-W50',1796634000000000);
CREATE TABLE pairing_objectives (
	objective VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (objective)
);
INSERT INTO "pairing_objectives" VALUES('3ea77aee-ec73-55b6-9fca-9cb7a6f2a4c1',1);
INSERT INTO "pairing_objectives" VALUES('27dcae9b-44ed-57ba-93df-a9cfe9292b20',2);
INSERT INTO "pairing_objectives" VALUES('5cc2cf07-5d15-5126-af18-c8428789482d',3);
INSERT INTO "pairing_objectives" VALUES('fa376d84-79a4-53fe-95bb-f4c546405d82',4);
INSERT INTO "pairing_objectives" VALUES('d7c54634-d847-5384-95be-8f0cf666aa9f',5);
INSERT INTO "pairing_objectives" VALUES('4af564e8-49c4-599a-b567-3627d0dec92d',6);
INSERT INTO "pairing_objectives" VALUES('803f5d03-197f-5609-aa34-e6d204ee4fca',7);
INSERT INTO "pairing_objectives" VALUES('145ee616-baaf-5965-8f49-41fc09b32cc6',8);
INSERT INTO "pairing_objectives" VALUES('9a34b746-bdbe-537a-b02d-c8f17564ae30',9);
INSERT INTO "pairing_objectives" VALUES('f41f5a08-d64a-58ea-9153-933c752de340',10);
INSERT INTO "pairing_objectives" VALUES('7bded5b9-59d3-5b6e-9efd-8f4f8430867a',11);
INSERT INTO "pairing_objectives" VALUES('543d1eff-2813-56a3-be06-272ebb81ef3c',12);
INSERT INTO "pairing_objectives" VALUES('91fa6981-e808-5746-a852-c8dbf334fb75',13);
INSERT INTO "pairing_objectives" VALUES('401d4854-09e6-58a2-b64e-8ad654796ba1',14);
INSERT INTO "pairing_objectives" VALUES('09a84aa1-f0de-5802-ab18-084232f1d21f',15);
INSERT INTO "pairing_objectives" VALUES('538aab29-22c7-5d17-8452-0e1e826fc5c3',16);
INSERT INTO "pairing_objectives" VALUES('36a32858-fabd-5be9-8512-04b789e91995',17);
INSERT INTO "pairing_objectives" VALUES('67cdc483-a7de-53cb-9181-0ce1801e170b',18);
INSERT INTO "pairing_objectives" VALUES('54113d5f-6bcd-5b25-8963-18f4a9f91f16',19);
INSERT INTO "pairing_objectives" VALUES('42b958d4-4531-5e6a-ab55-e8c7100912d0',20);
INSERT INTO "pairing_objectives" VALUES('5cfe5385-1574-5139-aa26-9bd7ea9ae868',21);
CREATE TABLE pairing_paused (
	member VARCHAR NOT NULL, 
	until DATE, 
	PRIMARY KEY (member)
);
INSERT INTO "pairing_paused" VALUES('1afc7134-bcbf-5cd2-8fff-e172f335578f','2027-02-01');
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
INSERT INTO "pairing_people" VALUES('9debee61-3243-5c74-809e-a86a90da466e',1,'sealed:v1:9debee61-3243-5c74-809e-a86a90da466e:FY-IPUjvNNS9E5BhagxQH7LTjlUHKSG9xJh3kJOJJbxIjq8rHMBXy2aRZxk=','sales','Company',NULL,1,1,1);
INSERT INTO "pairing_people" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b',2,'sealed:v1:02ab4a40-13c7-5757-992e-b4dc72c00f6b:CxfRmS6EyGC_yOVJNIQuqmX1KJMtOyKeSj3ddKVMTNUc17A8lrPJt-U=','dev','Dev','9debee61-3243-5c74-809e-a86a90da466e',1,2,2);
INSERT INTO "pairing_people" VALUES('5c9d9365-b5f6-5363-bc69-f04236555f16',3,'sealed:v1:5c9d9365-b5f6-5363-bc69-f04236555f16:I-p1OHCpBh1VXewPpbnxGsESdnk7dYWqdfGc6oBkZPILKyAsSOKUAaU=','sales','Sales','9debee61-3243-5c74-809e-a86a90da466e',1,3,3);
INSERT INTO "pairing_people" VALUES('71f4e983-98c5-56de-ba27-4654a2b86d9a',4,'sealed:v1:71f4e983-98c5-56de-ba27-4654a2b86d9a:AKPI--oA5l2H6nhM_MFRR_0ke9GOTSvO5nNRADDTnr8nvukceDrxq7Y=','sales','Enterprise','5c9d9365-b5f6-5363-bc69-f04236555f16',1,4,4);
INSERT INTO "pairing_people" VALUES('a385ac7e-46b0-5e6d-b9a6-2a91a123f305',5,'sealed:v1:a385ac7e-46b0-5e6d-b9a6-2a91a123f305:paA_YVJGGwhoYFP3V49FR3kuvVpWSCRxFn9wYGKuuYNfbYIOJuF4NsA=','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1,5,5);
INSERT INTO "pairing_people" VALUES('724b7184-1539-58c4-b691-9d1ca8352fff',6,'sealed:v1:724b7184-1539-58c4-b691-9d1ca8352fff:IumLtLNyvQhyXT8hV4bgD_DMYIRDvXa7P-sNJYQ5U1YEBf-IQT9yGA0zqg==','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1,6,6);
INSERT INTO "pairing_people" VALUES('8fb1e14b-b86f-5ab3-8f95-473861b111e6',7,'sealed:v1:8fb1e14b-b86f-5ab3-8f95-473861b111e6:jypkvdJ7v1FD7IkEs6HiPxSU0P9EFI51hh3xQLJF_lwUQAaKbnw-DXo=','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1,7,7);
INSERT INTO "pairing_people" VALUES('8bd50886-25f6-5bc3-97fa-7928bb9f68b8',8,'sealed:v1:8bd50886-25f6-5bc3-97fa-7928bb9f68b8:lPIG6F9Sr4024UbtvId5ubKQ1BknMKsZCfgP4JMq9qzNJwnZIXPWW7A=','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1,8,8);
INSERT INTO "pairing_people" VALUES('5cef9502-095c-5884-9720-e2106133f879',9,'sealed:v1:5cef9502-095c-5884-9720-e2106133f879:lJxMTaj_PvW5Srb_CXBOfBRgaqvanq3RC5Ukt-UWfESvbr9aAC9bbYQ=','sales','SMB','5c9d9365-b5f6-5363-bc69-f04236555f16',1,9,9);
INSERT INTO "pairing_people" VALUES('cb09bcf1-b230-5e35-a89d-f0e716a58085',10,'sealed:v1:cb09bcf1-b230-5e35-a89d-f0e716a58085:wgGwvSEYcDR1gNyIIUQJ_UC6y99GOQwJX4RVtRppdXGuSvkkUoqa7U3AcVU=','sales','SMB','5cef9502-095c-5884-9720-e2106133f879',1,10,10);
INSERT INTO "pairing_people" VALUES('0af92385-b20a-5a56-b5ba-58756023c4e3',11,'sealed:v1:0af92385-b20a-5a56-b5ba-58756023c4e3:K5_sGUsbQTIBs6PG79wabit3RJyCJu_Jg441iTonMd4kgeRjrmoDSmlg','sales','SMB','5cef9502-095c-5884-9720-e2106133f879',1,11,11);
INSERT INTO "pairing_people" VALUES('88748ff6-932b-559f-bde7-b695429a5b11',12,'sealed:v1:88748ff6-932b-559f-bde7-b695429a5b11:7zvLhpr_J-TXypxvFYjTa8UmwniMYBshzpcATU7qvtC3REVzems23zE8','sales','Partners','5c9d9365-b5f6-5363-bc69-f04236555f16',1,12,12);
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
INSERT INTO "pairing_placements" VALUES('29431fcf-eb04-5d8d-b0c5-d30893e3ee3c:2:0','29431fcf-eb04-5d8d-b0c5-d30893e3ee3c',2,0,'775448ed28b314f32d6bb1a92ccd01d6','fc0c868638c38bdbe7b8bebcda1032af',1,NULL);
INSERT INTO "pairing_placements" VALUES('29431fcf-eb04-5d8d-b0c5-d30893e3ee3c:2:1','29431fcf-eb04-5d8d-b0c5-d30893e3ee3c',2,1,'d6d3c40655439953919a6bf30df151e6','529fba278131cd4385025f3716097f0e',1,NULL);
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
INSERT INTO "pairing_proposals" VALUES('02713722-e7f5-5137-9606-9d082c1b7518','17a942a6-fc44-5ce6-bd8f-440317dbdfe8',2,0,'["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "88748ff6-932b-559f-bde7-b695429a5b11", "8bd50886-25f6-5bc3-97fa-7928bb9f68b8", "cb09bcf1-b230-5e35-a89d-f0e716a58085"]',NULL);
INSERT INTO "pairing_proposals" VALUES('917c4ddb-b88e-5cf4-9b43-eea28cf2dce2','17a942a6-fc44-5ce6-bd8f-440317dbdfe8',2,1,'["0af92385-b20a-5a56-b5ba-58756023c4e3", "71f4e983-98c5-56de-ba27-4654a2b86d9a"]',NULL);
INSERT INTO "pairing_proposals" VALUES('a30c7dc8-2f13-53c8-b4ed-483ba28657d2','17a942a6-fc44-5ce6-bd8f-440317dbdfe8',2,2,'["5c9d9365-b5f6-5363-bc69-f04236555f16", "a385ac7e-46b0-5e6d-b9a6-2a91a123f305"]',NULL);
INSERT INTO "pairing_proposals" VALUES('5e59e1b1-03a1-59ba-a391-f760d9644041','17a942a6-fc44-5ce6-bd8f-440317dbdfe8',2,3,'["5cef9502-095c-5884-9720-e2106133f879", "8fb1e14b-b86f-5ab3-8f95-473861b111e6"]',NULL);
INSERT INTO "pairing_proposals" VALUES('be59d81e-f468-583f-b133-e9d7b614a50b','17a942a6-fc44-5ce6-bd8f-440317dbdfe8',2,4,'["724b7184-1539-58c4-b691-9d1ca8352fff", "9debee61-3243-5c74-809e-a86a90da466e"]',NULL);
INSERT INTO "pairing_proposals" VALUES('bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0','d13bd693-422c-53ac-93a9-f69d2cb5b131',2,0,'["02ab4a40-13c7-5757-992e-b4dc72c00f6b", "0af92385-b20a-5a56-b5ba-58756023c4e3", "724b7184-1539-58c4-b691-9d1ca8352fff", "a385ac7e-46b0-5e6d-b9a6-2a91a123f305"]',NULL);
INSERT INTO "pairing_proposals" VALUES('fdaa4459-5002-585c-817e-09d026a8e0a7','d13bd693-422c-53ac-93a9-f69d2cb5b131',2,1,'["5c9d9365-b5f6-5363-bc69-f04236555f16", "8bd50886-25f6-5bc3-97fa-7928bb9f68b8"]',NULL);
INSERT INTO "pairing_proposals" VALUES('deef0c38-87ec-507c-9253-87a3cedb6204','d13bd693-422c-53ac-93a9-f69d2cb5b131',2,2,'["5cef9502-095c-5884-9720-e2106133f879", "71f4e983-98c5-56de-ba27-4654a2b86d9a"]',NULL);
INSERT INTO "pairing_proposals" VALUES('c7e5de63-1422-516d-86fc-d52ebdf86974','d13bd693-422c-53ac-93a9-f69d2cb5b131',2,3,'["88748ff6-932b-559f-bde7-b695429a5b11", "8fb1e14b-b86f-5ab3-8f95-473861b111e6"]',NULL);
INSERT INTO "pairing_proposals" VALUES('ce7a391c-61df-585e-8449-6c4e64d35b49','d13bd693-422c-53ac-93a9-f69d2cb5b131',2,4,'["9debee61-3243-5c74-809e-a86a90da466e", "cb09bcf1-b230-5e35-a89d-f0e716a58085"]',NULL);
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
INSERT INTO "pairing_role_models" VALUES('9debee61-3243-5c74-809e-a86a90da466e',2,'["561fc15f8b6910f5894497c56ca16a55"]','sealed:v1:9debee61-3243-5c74-809e-a86a90da466e:1RoXpA5Onm0JbKDjtZyPeVLjm7enkp8bG18UbsQ0AFIhJYs=');
INSERT INTO "pairing_role_models" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b',1,'["2756656459eba1712ff43cfce442ef35"]','sealed:v1:02ab4a40-13c7-5757-992e-b4dc72c00f6b:8ns9lj2Q3y72lvebNycmW8oVk7Jwli5yG7VfUt9xY2bt5A==');
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
INSERT INTO "pairing_rotations" VALUES('17a942a6-fc44-5ce6-bd8f-440317dbdfe8',1,'bc7d8525-54ec-5c52-a82c-f832de9da708','8a3c807d-670f-59bd-85e4-f2c41054f269','after FY25-Q4','confirmed','bc7d8525-54ec-5c52-a82c-f832de9da708:8a3c807d-670f-59bd-85e4-f2c41054f269:1',5,0,'[]',NULL,0,1,0,1,'9badffc33c91159d1a273e4ce8f5d1ae','[]','[]',1796080063356269,208,1796080064815714,210);
INSERT INTO "pairing_rotations" VALUES('d13bd693-422c-53ac-93a9-f69d2cb5b131',2,'bc7d8525-54ec-5c52-a82c-f832de9da708','5d44d2b4-d0c9-5095-bb45-fe8837af3bd1','after FY26-Q1','confirmed','bc7d8525-54ec-5c52-a82c-f832de9da708:5d44d2b4-d0c9-5095-bb45-fe8837af3bd1:1',5,0,'[]',NULL,0,1,0,1,'170388919f2c4a623aca633df572291d','[]','[]',1796080065860404,220,1796080065927787,222);
CREATE TABLE pairing_seekers (
	seeker VARCHAR NOT NULL, 
	wishes JSON NOT NULL, 
	topics JSON NOT NULL, 
	PRIMARY KEY (seeker)
);
INSERT INTO "pairing_seekers" VALUES('b3785f1a-33c0-5203-86f2-0450cf104766','["b283d1da9aae12158af33dfd0c17b645"]','["561fc15f8b6910f5894497c56ca16a55"]');
INSERT INTO "pairing_seekers" VALUES('4fa928c6-5ce2-5fbb-b687-3e4c6e03e1cc','["5e27a8d5a1dc5c8aec7a082b68de412f", "b283d1da9aae12158af33dfd0c17b645"]','[]');
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
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|88748ff6-932b-559f-bde7-b695429a5b11','02ab4a40-13c7-5757-992e-b4dc72c00f6b','88748ff6-932b-559f-bde7-b695429a5b11',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080064815714);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|8bd50886-25f6-5bc3-97fa-7928bb9f68b8','02ab4a40-13c7-5757-992e-b4dc72c00f6b','8bd50886-25f6-5bc3-97fa-7928bb9f68b8',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080064815714);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|cb09bcf1-b230-5e35-a89d-f0e716a58085','02ab4a40-13c7-5757-992e-b4dc72c00f6b','cb09bcf1-b230-5e35-a89d-f0e716a58085',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080064815714);
INSERT INTO "pairing_together" VALUES('88748ff6-932b-559f-bde7-b695429a5b11|8bd50886-25f6-5bc3-97fa-7928bb9f68b8','88748ff6-932b-559f-bde7-b695429a5b11','8bd50886-25f6-5bc3-97fa-7928bb9f68b8',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080064815714);
INSERT INTO "pairing_together" VALUES('88748ff6-932b-559f-bde7-b695429a5b11|cb09bcf1-b230-5e35-a89d-f0e716a58085','88748ff6-932b-559f-bde7-b695429a5b11','cb09bcf1-b230-5e35-a89d-f0e716a58085',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080064815714);
INSERT INTO "pairing_together" VALUES('8bd50886-25f6-5bc3-97fa-7928bb9f68b8|cb09bcf1-b230-5e35-a89d-f0e716a58085','8bd50886-25f6-5bc3-97fa-7928bb9f68b8','cb09bcf1-b230-5e35-a89d-f0e716a58085',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080064815714);
INSERT INTO "pairing_together" VALUES('0af92385-b20a-5a56-b5ba-58756023c4e3|71f4e983-98c5-56de-ba27-4654a2b86d9a','0af92385-b20a-5a56-b5ba-58756023c4e3','71f4e983-98c5-56de-ba27-4654a2b86d9a',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080064815714);
INSERT INTO "pairing_together" VALUES('5c9d9365-b5f6-5363-bc69-f04236555f16|a385ac7e-46b0-5e6d-b9a6-2a91a123f305','5c9d9365-b5f6-5363-bc69-f04236555f16','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080064815714);
INSERT INTO "pairing_together" VALUES('5cef9502-095c-5884-9720-e2106133f879|8fb1e14b-b86f-5ab3-8f95-473861b111e6','5cef9502-095c-5884-9720-e2106133f879','8fb1e14b-b86f-5ab3-8f95-473861b111e6',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080064815714);
INSERT INTO "pairing_together" VALUES('724b7184-1539-58c4-b691-9d1ca8352fff|9debee61-3243-5c74-809e-a86a90da466e','724b7184-1539-58c4-b691-9d1ca8352fff','9debee61-3243-5c74-809e-a86a90da466e',1,'17a942a6-fc44-5ce6-bd8f-440317dbdfe8','after FY25-Q4',1796080064815714);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|0af92385-b20a-5a56-b5ba-58756023c4e3','02ab4a40-13c7-5757-992e-b4dc72c00f6b','0af92385-b20a-5a56-b5ba-58756023c4e3',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080065927787);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|724b7184-1539-58c4-b691-9d1ca8352fff','02ab4a40-13c7-5757-992e-b4dc72c00f6b','724b7184-1539-58c4-b691-9d1ca8352fff',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080065927787);
INSERT INTO "pairing_together" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b|a385ac7e-46b0-5e6d-b9a6-2a91a123f305','02ab4a40-13c7-5757-992e-b4dc72c00f6b','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080065927787);
INSERT INTO "pairing_together" VALUES('0af92385-b20a-5a56-b5ba-58756023c4e3|724b7184-1539-58c4-b691-9d1ca8352fff','0af92385-b20a-5a56-b5ba-58756023c4e3','724b7184-1539-58c4-b691-9d1ca8352fff',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080065927787);
INSERT INTO "pairing_together" VALUES('0af92385-b20a-5a56-b5ba-58756023c4e3|a385ac7e-46b0-5e6d-b9a6-2a91a123f305','0af92385-b20a-5a56-b5ba-58756023c4e3','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080065927787);
INSERT INTO "pairing_together" VALUES('724b7184-1539-58c4-b691-9d1ca8352fff|a385ac7e-46b0-5e6d-b9a6-2a91a123f305','724b7184-1539-58c4-b691-9d1ca8352fff','a385ac7e-46b0-5e6d-b9a6-2a91a123f305',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080065927787);
INSERT INTO "pairing_together" VALUES('5c9d9365-b5f6-5363-bc69-f04236555f16|8bd50886-25f6-5bc3-97fa-7928bb9f68b8','5c9d9365-b5f6-5363-bc69-f04236555f16','8bd50886-25f6-5bc3-97fa-7928bb9f68b8',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080065927787);
INSERT INTO "pairing_together" VALUES('5cef9502-095c-5884-9720-e2106133f879|71f4e983-98c5-56de-ba27-4654a2b86d9a','5cef9502-095c-5884-9720-e2106133f879','71f4e983-98c5-56de-ba27-4654a2b86d9a',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080065927787);
INSERT INTO "pairing_together" VALUES('88748ff6-932b-559f-bde7-b695429a5b11|8fb1e14b-b86f-5ab3-8f95-473861b111e6','88748ff6-932b-559f-bde7-b695429a5b11','8fb1e14b-b86f-5ab3-8f95-473861b111e6',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080065927787);
INSERT INTO "pairing_together" VALUES('9debee61-3243-5c74-809e-a86a90da466e|cb09bcf1-b230-5e35-a89d-f0e716a58085','9debee61-3243-5c74-809e-a86a90da466e','cb09bcf1-b230-5e35-a89d-f0e716a58085',1,'d13bd693-422c-53ac-93a9-f69d2cb5b131','after FY26-Q1',1796080065927787);
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
INSERT INTO "projection_position" VALUES('pairing',258,'8c5ead9d-9688-5a9e-981a-6c52a04c628e');
CREATE INDEX ix_pairing_people_present ON pairing_people (present);
CREATE INDEX ix_pairing_quarters_label ON pairing_quarters (label);
CREATE INDEX ix_pairing_rotations_label ON pairing_rotations (label);
CREATE INDEX ix_pairing_rotations_after_quarter ON pairing_rotations (after_quarter);
CREATE INDEX ix_pairing_proposals_rotation ON pairing_proposals (rotation);
CREATE INDEX ix_pairing_groups_rotation ON pairing_groups (rotation);
CREATE INDEX ix_pairing_groups_label ON pairing_groups (label);
CREATE INDEX ix_pairing_groups_dissolved ON pairing_groups (dissolved);
CREATE INDEX ix_pairing_meetings_group ON pairing_meetings ("group");
CREATE INDEX ix_pairing_meetings_week ON pairing_meetings (week);
CREATE INDEX ix_pairing_together_one ON pairing_together (one);
CREATE INDEX ix_pairing_together_other ON pairing_together (other);
CREATE INDEX ix_pairing_paused_until ON pairing_paused (until);
CREATE INDEX ix_pairing_objectives_number ON pairing_objectives (number);
CREATE INDEX ix_pairing_choices_opted_out ON pairing_choices (opted_out);
CREATE INDEX ix_pairing_notices_about ON pairing_notices (about);
CREATE INDEX ix_pairing_key_results_objective ON pairing_key_results (objective);
CREATE INDEX ix_pairing_key_results_owner ON pairing_key_results (owner);
CREATE INDEX ix_pairing_terms_ends ON pairing_terms (ends);
CREATE INDEX ix_pairing_placements_term ON pairing_placements (term);
COMMIT;
