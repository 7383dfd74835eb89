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
CREATE TABLE okr_buddy_meetings (
	meeting VARCHAR NOT NULL, 
	"group" VARCHAR NOT NULL, 
	week VARCHAR NOT NULL, 
	day DATE NOT NULL, 
	PRIMARY KEY (meeting)
);
INSERT INTO "okr_buddy_meetings" VALUES('bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0:2026-W49','bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0','2026-W49','2026-12-03');
CREATE TABLE okr_check_ins (
	check_in VARCHAR NOT NULL, 
	key_result VARCHAR NOT NULL, 
	value VARCHAR, 
	zone VARCHAR, 
	confidence INTEGER, 
	comment VARCHAR, 
	"by" VARCHAR NOT NULL, 
	time BIGINT NOT NULL, 
	recorded BIGINT NOT NULL, 
	position BIGINT NOT NULL, 
	retracted BIGINT, 
	changes JSON, 
	PRIMARY KEY (check_in)
);
INSERT INTO "okr_check_ins" VALUES('e0703d45-b18b-5a57-b5a5-d5f0e63ab5ed','dde505a9-9c99-5d72-a27b-718f74d0ffa0','0.9',NULL,7,NULL,'8fb1e14b-b86f-5ab3-8f95-473861b111e6',1783643603000000,1783643603000000,33,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('47157287-a9ab-5bc4-ae66-bfdbe6560a04','6c9169ac-1b38-57f1-83e8-2dc978d4435f','16.8',NULL,3,'sealed:v1:5c9d9365-b5f6-5363-bc69-f04236555f16:ADO2kRnzZDR3I6bthJAmaPBjymD1P0MoJA9ZAmAbHPY9y3ZEwEhEV224Edewjw2fqh9Zv9r_2y9AfYpBLfy_kmHxJkTFh1O2uPUTrp8jpEHAillLMYiA','5c9d9365-b5f6-5363-bc69-f04236555f16',1787125173000000,1787125173000000,34,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('d263f38b-c9d5-5aca-919d-0a8ae5e2897e','52397709-299a-578d-8100-deaef67c881a','1034',NULL,5,NULL,'5c9d9365-b5f6-5363-bc69-f04236555f16',1788945401000000,1788945401000000,35,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('1ede77ff-c1c1-58fe-8a79-9459ca5a1ee7','f8c05a8b-44aa-56c4-aaab-e9a588d34c0d','4',NULL,6,NULL,'02ab4a40-13c7-5757-992e-b4dc72c00f6b',1790299922000000,1790299922000000,36,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('e7ebc7d1-5bd6-53e9-a496-f7484a19f164','f385343f-7c9f-57a0-bf71-7a063b868a13','31',NULL,1,NULL,'system:import',1688541935435436,1688545535435436,59,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('d7aba827-ee63-59fc-b2a8-7814ab9b5805','f385343f-7c9f-57a0-bf71-7a063b868a13','48',NULL,2,NULL,'system:import',1689715535435436,1689755135435436,60,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('6bef267a-728e-5573-bcae-a40482f692b5','f385343f-7c9f-57a0-bf71-7a063b868a13','59',NULL,3,NULL,'system:import',1690961135435436,1690964735435436,61,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('8f491557-156b-51f0-a59e-8e1147eabf4a','f385343f-7c9f-57a0-bf71-7a063b868a13','184',NULL,4,NULL,'system:import',1692134735435436,1692174335435436,62,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('24f42450-58fc-5abf-b149-c77bc1faa3a3','8ea9fab1-8add-585d-ab7f-364f16951bbb','62',NULL,2,NULL,'system:import',1791185795435436,1791189395435436,63,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('0e922d4b-5b66-5008-9346-b9b2e0d78bc8','8ea9fab1-8add-585d-ab7f-364f16951bbb','79',NULL,3,NULL,'system:import',1792359395435436,1792398995435436,64,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('2de950ef-9741-5098-b197-506b39a8f48d','8ea9fab1-8add-585d-ab7f-364f16951bbb','90',NULL,4,NULL,'system:import',1793604995435436,1793608595435436,65,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('e21eca61-3fff-5ade-82b2-28a0ab269aa5','8ea9fab1-8add-585d-ab7f-364f16951bbb','215',NULL,5,NULL,'system:import',1794778595435436,1794818195435436,66,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('537d915c-c75f-54c9-b9e9-2255f146a732','c2b5042a-b5d8-5a72-9524-8b72d4f3f3de','93',NULL,3,NULL,'system:import',1791186455435436,1791190055435436,67,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('d8ccee9e-3251-533c-bdaa-cd4635789170','c2b5042a-b5d8-5a72-9524-8b72d4f3f3de','110',NULL,4,NULL,'system:import',1792360055435436,1792399655435436,68,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('fe5d94d7-bd09-502a-b427-e8d3b562f819','c2b5042a-b5d8-5a72-9524-8b72d4f3f3de','121',NULL,5,NULL,'system:import',1793605655435436,1793609255435436,69,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('4853a6bd-57ff-5fb0-a7a7-27af3166026a','c2b5042a-b5d8-5a72-9524-8b72d4f3f3de','246',NULL,6,NULL,'system:import',1794779255435436,1794818855435436,70,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('491922e3-dd4e-5c09-afd9-5042e8137d04','faa0bbe6-68f6-5831-bceb-413b1ee1d15f',NULL,'fail',4,NULL,'system:import',1688543915435436,1688547515435436,71,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('fbccd200-c80e-50ba-bf94-51cf3f705ebd','faa0bbe6-68f6-5831-bceb-413b1ee1d15f',NULL,'commit',5,NULL,'system:import',1689717515435436,1689757115435436,72,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('705283bd-c33d-503b-8355-58d496323d57','faa0bbe6-68f6-5831-bceb-413b1ee1d15f',NULL,'target',6,NULL,'system:import',1690963115435436,1690966715435436,73,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('dbb51a1a-60a1-585b-9775-9b01489ed5e2','faa0bbe6-68f6-5831-bceb-413b1ee1d15f',NULL,'stretch',7,NULL,'system:import',1692136715435436,1692176315435436,74,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('84c9838f-2350-5f5b-b36e-2a83ce780343','bd0aa3b1-e139-5cc5-b154-b831e011c0ad','155',NULL,5,NULL,'system:import',1688544575435436,1688548175435436,75,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('d02f058a-1560-50bc-a79c-76b3553a806b','bd0aa3b1-e139-5cc5-b154-b831e011c0ad','172',NULL,6,NULL,'system:import',1689718175435436,1689757775435436,76,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('a9e66d97-6ee9-54ee-aa82-751a877c1413','bd0aa3b1-e139-5cc5-b154-b831e011c0ad','183',NULL,7,NULL,'system:import',1690963775435436,1690967375435436,77,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('ed145d96-7754-5f96-9b93-6be3f97ac5b7','bd0aa3b1-e139-5cc5-b154-b831e011c0ad','308',NULL,8,NULL,'system:import',1692137375435436,1692176975435436,78,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('665a59b6-7a80-550a-8e45-9a8885c127e8','820eb921-e948-5a61-9626-76b8a48f17ad','186',NULL,6,NULL,'system:import',1791188435435436,1791192035435436,79,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('c7322c35-b843-52b3-8823-77c23f071045','820eb921-e948-5a61-9626-76b8a48f17ad','203',NULL,7,NULL,'system:import',1792362035435436,1792401635435436,80,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('f9e77df0-595d-5e8c-8cad-b7000a8a1320','820eb921-e948-5a61-9626-76b8a48f17ad','214',NULL,8,NULL,'system:import',1793607635435436,1793611235435436,81,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('e0f54049-c7a5-5967-8c66-ad657bff616b','820eb921-e948-5a61-9626-76b8a48f17ad','339',NULL,9,NULL,'system:import',1794781235435436,1794820835435436,82,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('16957bc1-8fe2-5817-9741-03f175f19e32','6daeffcb-2a42-5be5-b57e-9a2d89b56979','217',NULL,7,NULL,'system:import',1791189095435436,1791192695435436,83,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('ba2670a7-fd9f-5359-83bf-9e59392c9569','6daeffcb-2a42-5be5-b57e-9a2d89b56979','234',NULL,8,NULL,'system:import',1792362695435436,1792402295435436,84,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('c4314f84-b800-5741-a9c1-f654ae8c1df6','6daeffcb-2a42-5be5-b57e-9a2d89b56979','245',NULL,9,NULL,'system:import',1793608295435436,1793611895435436,85,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('794a1409-2ced-5ab3-bdbe-c15e705d7ee6','6daeffcb-2a42-5be5-b57e-9a2d89b56979','370',NULL,10,NULL,'system:import',1794781895435436,1794821495435436,86,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('4ed90e85-28ea-55d3-8121-d3f27e1ca237','a183592b-b404-5dff-8796-17e72600d35c',NULL,'fail',8,NULL,'system:import',1688546555435436,1688550155435436,87,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('146231b8-09b9-5e79-86f2-813aa5aa80bb','a183592b-b404-5dff-8796-17e72600d35c',NULL,'commit',9,NULL,'system:import',1689720155435436,1689759755435436,88,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('17b81bfd-61d7-5c3e-ac75-b2b5ede99335','a183592b-b404-5dff-8796-17e72600d35c',NULL,'target',10,NULL,'system:import',1690965755435436,1690969355435436,89,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('c58f6daf-fbc0-5583-a416-563b9e9a3e7d','a183592b-b404-5dff-8796-17e72600d35c',NULL,'stretch',0,NULL,'system:import',1692139355435436,1692178955435436,90,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('ceaec474-9305-54ef-bb57-59d07491d09b','3e432e82-aaf0-5976-9608-c613376b6385','279',NULL,9,NULL,'system:import',1688547215435436,1688550815435436,91,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('28d0de09-3b60-5a30-8f49-215caf9afb37','3e432e82-aaf0-5976-9608-c613376b6385','296',NULL,10,NULL,'system:import',1689720815435436,1689760415435436,92,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('6c59f410-191f-5799-8872-068baa653182','3e432e82-aaf0-5976-9608-c613376b6385','307',NULL,0,NULL,'system:import',1690966415435436,1690970015435436,93,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('27ac8430-0f57-5d65-8288-e7ef7c82bde7','3e432e82-aaf0-5976-9608-c613376b6385','32',NULL,1,NULL,'system:import',1692140015435436,1692179615435436,94,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('c2490c1b-125c-5fde-bbc7-4977030d8492','05b4a7b9-89a5-58a3-8200-4197b0878b76','310',NULL,10,NULL,'system:import',1791191075435436,1791194675435436,95,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('ae6c2c60-7169-5b70-9636-b2e8128aa02e','05b4a7b9-89a5-58a3-8200-4197b0878b76','327',NULL,0,NULL,'system:import',1792364675435436,1792404275435436,96,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('cf6af8d8-b2cc-5c25-8beb-64d8adb2e688','05b4a7b9-89a5-58a3-8200-4197b0878b76','338',NULL,1,NULL,'system:import',1793610275435436,1793613875435436,97,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('32459711-504a-52cf-8ff6-ca4a4266350d','05b4a7b9-89a5-58a3-8200-4197b0878b76','63',NULL,2,NULL,'system:import',1794783875435436,1794823475435436,98,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('0a04b0dc-126e-55f5-817a-5c834c7818e4','1d755bcc-256a-597b-8bbd-ae85225ae62b','4',NULL,7,NULL,'operator',1796080057216240,1796080057216240,109,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('b8961284-c896-5c27-8a0f-147e6bdb6202','51162366-48f6-55df-ab22-39c215d65eed','2.5',NULL,7,NULL,'operator',1796080057968744,1796080057968744,111,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('730e64bf-f26c-5696-996b-9e62f47137a3','988a0f35-95fe-514c-80a0-6d134bd0f0df','6',NULL,7,NULL,'operator',1796080064044754,1796080064044754,120,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('e05a6e9c-67c3-52f4-98b8-97f5fb31dabe','f99932e5-169a-52eb-9ee5-1ff44eb3ec20','2.3',NULL,4,NULL,'operator',1796080068036712,1796080068036712,121,NULL,NULL);
INSERT INTO "okr_check_ins" VALUES('92db3144-65e9-54c3-b5b2-d93df0e0cdaf','988a0f35-95fe-514c-80a0-6d134bd0f0df','6.5',NULL,NULL,'sealed:v1:operator:G6_tsd3dtb9ly9bjfXttqLwAZAW2wPKySz-bDlnJZuPMdRTNSFDsO4F1u1bliA==','operator',1796080068217041,1796080068217041,122,NULL,'[{"what": "corrected", "at": "2026-11-30T23:07:48.358606+00:00", "by": "operator", "reason": "sealed:v1:operator:lj3I2QBENjjcHh1HFw52h6kI1XOIVY9F768gc9Eq3GYzm_NFlEnPNVggUEJ0EkMJFA==", "value": "7", "zone": null, "confidence": null}]');
CREATE TABLE okr_key_results (
	key_result VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	objective VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	owner VARCHAR, 
	kind VARCHAR NOT NULL, 
	baseline VARCHAR, 
	target VARCHAR, 
	unit VARCHAR, 
	commit_zone VARCHAR, 
	target_zone VARCHAR, 
	stretch_zone VARCHAR, 
	dropped BOOLEAN DEFAULT 0 NOT NULL, 
	PRIMARY KEY (key_result)
);
INSERT INTO "okr_key_results" VALUES('52397709-299a-578d-8100-deaef67c881a',1,'145ee616-baaf-5965-8f49-41fc09b32cc6','年間経常収益を9.52億から11億円へ / Grow ARR from 952 to 1,100 million yen','5c9d9365-b5f6-5363-bc69-f04236555f16','metric','952','1100','百万円',NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('89fb29ed-578d-5dd9-bbf9-6429b203d946',2,'9a34b746-bdbe-537a-b02d-c8f17564ae30','バディ三人組の対話を四半期で140回 / Hold 140 buddy talks in the quarter','02ab4a40-13c7-5757-992e-b4dc72c00f6b','metric','0','140','回',NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('6c9169ac-1b38-57f1-83e8-2dc978d4435f',3,'f41f5a08-d64a-58ea-9153-933c752de340','平均値引き率を18.5%から9%へ / Average discount from 18.5 % to 9 %','5c9d9365-b5f6-5363-bc69-f04236555f16','metric','18.5','9','%',NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('b0f1da09-3bb3-52d3-9fc4-3f1a370147f7',4,'f41f5a08-d64a-58ea-9153-933c752de340','受注率を26%から32%へ / Win rate from 26 % to 32 %','71f4e983-98c5-56de-ba27-4654a2b86d9a','metric','26','32','%',NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('4dea6bc5-b220-5dc0-b399-da5975e23572',5,'7bded5b9-59d3-5b6e-9efd-8f4f8430867a','三年契約の大口顧客 / Large customers on three-year terms','a385ac7e-46b0-5e6d-b9a6-2a91a123f305','metric','1','9','社',NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('dde505a9-9c99-5d72-a27b-718f74d0ffa0',6,'7bded5b9-59d3-5b6e-9efd-8f4f8430867a','大口の月次解約率を0.9%から0.3%へ / Monthly churn of large customers from 0.9 % to 0.3 %','8fb1e14b-b86f-5ab3-8f95-473861b111e6','metric','0.9','0.3','%',NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('3166fa29-4c4d-56e2-a210-54d73f76d127',7,'7bded5b9-59d3-5b6e-9efd-8f4f8430867a','北欧の見込み客と話す / Talk to prospects in the Nordics','724b7184-1539-58c4-b691-9d1ca8352fff','metric','0','12','社',NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('f8c05a8b-44aa-56c4-aaab-e9a588d34c0d',8,'401d4854-09e6-58a2-b64e-8ad654796ba1','小さな直しの所要日数を11日から3日へ / Days for a small fix','02ab4a40-13c7-5757-992e-b4dc72c00f6b','metric','11','3','日',NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('f385343f-7c9f-57a0-bf71-7a063b868a13',9,'538aab29-22c7-5d17-8452-0e1e826fc5c3','Key result 1',NULL,'metric','0','137',NULL,NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('8ea9fab1-8add-585d-ab7f-364f16951bbb',10,'36a32858-fabd-5be9-8512-04b789e91995','Key result 2',NULL,'metric','0','174',NULL,NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('c2b5042a-b5d8-5a72-9524-8b72d4f3f3de',11,'67cdc483-a7de-53cb-9181-0ce1801e170b','Key result 3',NULL,'metric','21','211',NULL,NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('faa0bbe6-68f6-5831-bceb-413b1ee1d15f',12,'09a84aa1-f0de-5802-ab18-084232f1d21f','Key result 4',NULL,'ordinal',NULL,NULL,NULL,NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('bd0aa3b1-e139-5cc5-b154-b831e011c0ad',13,'538aab29-22c7-5d17-8452-0e1e826fc5c3','Key result 5',NULL,'metric','0','285',NULL,NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('820eb921-e948-5a61-9626-76b8a48f17ad',14,'36a32858-fabd-5be9-8512-04b789e91995','Key result 6',NULL,'metric','42','322',NULL,NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('6daeffcb-2a42-5be5-b57e-9a2d89b56979',15,'67cdc483-a7de-53cb-9181-0ce1801e170b','Key result 7',NULL,'metric','0','359',NULL,NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('a183592b-b404-5dff-8796-17e72600d35c',16,'09a84aa1-f0de-5802-ab18-084232f1d21f','Key result 8',NULL,'ordinal',NULL,NULL,NULL,NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('3e432e82-aaf0-5976-9608-c613376b6385',17,'538aab29-22c7-5d17-8452-0e1e826fc5c3','Key result 9',NULL,'metric','63','433',NULL,NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('05b4a7b9-89a5-58a3-8200-4197b0878b76',18,'36a32858-fabd-5be9-8512-04b789e91995','Key result 10',NULL,'metric','0','470',NULL,NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('1d755bcc-256a-597b-8bbd-ae85225ae62b',19,'54113d5f-6bcd-5b25-8963-18f4a9f91f16','East',NULL,'metric','0','10','calls',NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('51162366-48f6-55df-ab22-39c215d65eed',20,'54113d5f-6bcd-5b25-8963-18f4a9f91f16','West',NULL,'metric','0','10','calls',NULL,NULL,NULL,1);
INSERT INTO "okr_key_results" VALUES('881c5889-229b-56b7-8d78-1799f4f46d12',21,'54113d5f-6bcd-5b25-8963-18f4a9f91f16','Both',NULL,'metric','0','10','calls',NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('f99932e5-169a-52eb-9ee5-1ff44eb3ec20',22,'042e7c73-40e9-5dfe-aecc-cf9ae3f9fd78','Be heard',NULL,'metric','0','10','calls',NULL,NULL,NULL,0);
INSERT INTO "okr_key_results" VALUES('988a0f35-95fe-514c-80a0-6d134bd0f0df',23,'fc940b50-d216-5849-a8bb-128d8c793816','Call everybody',NULL,'metric','0','10','calls',NULL,NULL,NULL,0);
CREATE TABLE okr_objectives (
	objective VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	quarter VARCHAR, 
	team VARCHAR, 
	owner VARCHAR, 
	status VARCHAR NOT NULL, 
	result VARCHAR, 
	drafted BIGINT NOT NULL, 
	closed BIGINT, 
	PRIMARY KEY (objective)
);
INSERT INTO "okr_objectives" VALUES('145ee616-baaf-5965-8f49-41fc09b32cc6',1,'アジアの中小企業に、日本の丁寧さを / Bring Japanese care to small firms across Asia','c673e710-d8b2-52ad-b370-840b71eafefe','Company','9debee61-3243-5c74-809e-a86a90da466e','published',NULL,1782864000000000,NULL);
INSERT INTO "okr_objectives" VALUES('9a34b746-bdbe-537a-b02d-c8f17564ae30',2,'一人にしない会社 / Nobody works alone here','c673e710-d8b2-52ad-b370-840b71eafefe','Company','02ab4a40-13c7-5757-992e-b4dc72c00f6b','published',NULL,1782864000000000,NULL);
INSERT INTO "okr_objectives" VALUES('f41f5a08-d64a-58ea-9153-933c752de340',3,'値引きではなく価値で売る / Sell on value, not on discount','c673e710-d8b2-52ad-b370-840b71eafefe','Sales','5c9d9365-b5f6-5363-bc69-f04236555f16','published',NULL,1782864000000000,NULL);
INSERT INTO "okr_objectives" VALUES('7bded5b9-59d3-5b6e-9efd-8f4f8430867a',4,'大口顧客と三年の約束を結ぶ / Win three-year commitments from large customers','c673e710-d8b2-52ad-b370-840b71eafefe','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a','published',NULL,1782864000000000,NULL);
INSERT INTO "okr_objectives" VALUES('401d4854-09e6-58a2-b64e-8ad654796ba1',5,'お客様の声から三日で直す / From a customer''s word to a fix in three days','c673e710-d8b2-52ad-b370-840b71eafefe','Dev','02ab4a40-13c7-5757-992e-b4dc72c00f6b','published',NULL,1782864000000000,NULL);
INSERT INTO "okr_objectives" VALUES('09a84aa1-f0de-5802-ab18-084232f1d21f',6,'Objective 1','5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735','1',NULL,'closed','successful',1688169600000000,1696118400000000);
INSERT INTO "okr_objectives" VALUES('538aab29-22c7-5d17-8452-0e1e826fc5c3',7,'Objective 2','5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735','2',NULL,'closed','notsuccessful',1688169600000000,1696118400000000);
INSERT INTO "okr_objectives" VALUES('36a32858-fabd-5be9-8512-04b789e91995',8,'Objective 3','9c186571-af50-544b-b96f-c064f55f9414','1',NULL,'published',NULL,1790812800000000,NULL);
INSERT INTO "okr_objectives" VALUES('67cdc483-a7de-53cb-9181-0ce1801e170b',9,'Objective 4','9c186571-af50-544b-b96f-c064f55f9414','2',NULL,'published',NULL,1790812800000000,NULL);
INSERT INTO "okr_objectives" VALUES('54113d5f-6bcd-5b25-8963-18f4a9f91f16',10,'East','8a3c807d-670f-59bd-85e4-f2c41054f269','Sales',NULL,'published',NULL,1796080056509509,NULL);
INSERT INTO "okr_objectives" VALUES('042e7c73-40e9-5dfe-aecc-cf9ae3f9fd78',11,'Be heard everywhere','5d44d2b4-d0c9-5095-bb45-fe8837af3bd1','Sales',NULL,'published',NULL,1796080062788220,NULL);
INSERT INTO "okr_objectives" VALUES('fc940b50-d216-5849-a8bb-128d8c793816',12,'Call everybody','5d44d2b4-d0c9-5095-bb45-fe8837af3bd1','Sales',NULL,'published',NULL,1796080063404275,NULL);
CREATE TABLE okr_people (
	person VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	name VARCHAR NOT NULL, 
	email VARCHAR, 
	email_index VARCHAR, 
	function VARCHAR NOT NULL, 
	team VARCHAR, 
	manager VARCHAR, 
	joined BIGINT NOT NULL, 
	"left" BIGINT, 
	PRIMARY KEY (person)
);
INSERT INTO "okr_people" VALUES('9debee61-3243-5c74-809e-a86a90da466e',1,'sealed:v1:9debee61-3243-5c74-809e-a86a90da466e:pPilnU5nZDEh6ipDA3vSFS0tKzWiSX_1cjCDDB9lC_KVWkud_RHiwyKByQE=','sealed:v1:9debee61-3243-5c74-809e-a86a90da466e:t1WH29EFEzirwfuiSHhKOnyfkMXz0DJYP4cvNjSqYgk3dgr2XlMxHJgU5jxkMrG09ltz7MLlIu-cq-s=','c579fd4cae30856b03f2f36f8608b48e','sales','Company',NULL,1527811200000000,NULL);
INSERT INTO "okr_people" VALUES('02ab4a40-13c7-5757-992e-b4dc72c00f6b',2,'sealed:v1:02ab4a40-13c7-5757-992e-b4dc72c00f6b:XT-1l8DMieIbuJOvUquyjx-l9oBLWfX7IlmqjPIX3lzwlNnTgVJe_1M=','sealed:v1:02ab4a40-13c7-5757-992e-b4dc72c00f6b:0sduGpGUrs9LgsarNuda2ljVQAPPeQ7wLXqbezV8iXRTTyzUe96BrWBMg9wmgIGSX-Rhnr-V6w==','e4c4ff5234f13e787f2ee7c7c42eb758','dev','Dev','9debee61-3243-5c74-809e-a86a90da466e',1527811200000000,NULL);
INSERT INTO "okr_people" VALUES('5c9d9365-b5f6-5363-bc69-f04236555f16',3,'sealed:v1:5c9d9365-b5f6-5363-bc69-f04236555f16:p80HlM1htoH71VIu55YQ1irWN6SVm_n8Ock_YqZdnsNDxJtQvDVun28=','sealed:v1:5c9d9365-b5f6-5363-bc69-f04236555f16:ohW-Bp2tq2UGFUZdRqQddIHutDYql0b0naqN3NyKaPmUXXeha-Ov-YLRte3q2iA4IJvPbztnHLc=','e4ecd24cc1a24228c3461ae8d654e321','sales','Sales','9debee61-3243-5c74-809e-a86a90da466e',1581897600000000,NULL);
INSERT INTO "okr_people" VALUES('71f4e983-98c5-56de-ba27-4654a2b86d9a',4,'sealed:v1:71f4e983-98c5-56de-ba27-4654a2b86d9a:YBVhjQInEe2HifLCQhrB8sJoDDAfsPWrBJGY2fcdBWzIshyk7eioFPY=','sealed:v1:71f4e983-98c5-56de-ba27-4654a2b86d9a:bqOsbPs0tmL-WOtq0SA9v4EaQSFNBDl0IsVoZANlX8PWd08hJ38ICHWOd-Lr0IZBmJ4IBw==','e633317997b902cc90233ed1821fece1','sales','Enterprise','5c9d9365-b5f6-5363-bc69-f04236555f16',1569888000000000,NULL);
INSERT INTO "okr_people" VALUES('a385ac7e-46b0-5e6d-b9a6-2a91a123f305',5,'sealed:v1:a385ac7e-46b0-5e6d-b9a6-2a91a123f305:vq84IfkiS6KZdc6fpPl4BWADSAA4A7lkHwq3lOCvEtXmoQwlSid1B9Y=','sealed:v1:a385ac7e-46b0-5e6d-b9a6-2a91a123f305:o88S_0yLKiCZo9A2LFjBQDKcoJxs5T0W3aA6E6xWitApFlLNAAMSz2v43okNE9Ge3N5SWf90sRjk','91a1da8fba2bb3a66ddc3ab1413c7ff1','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1617235200000000,NULL);
INSERT INTO "okr_people" VALUES('724b7184-1539-58c4-b691-9d1ca8352fff',6,'sealed:v1:724b7184-1539-58c4-b691-9d1ca8352fff:v7irQb4_tX-Ob7dBrDKGJqUIZyR7OvpGyomPYIHdKzlKQjV8_b1O1IS6MA==','sealed:v1:724b7184-1539-58c4-b691-9d1ca8352fff:HOA8F8qXboueyaVbP9yQBDG3fHSlsCb4vZOKKlpxxKbL1qjc2G17RfaABTIbZIQjr2_FVCzwRT6jdg==','b77e11ad194c2e29514105ee45abae05','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1673827200000000,NULL);
INSERT INTO "okr_people" VALUES('8fb1e14b-b86f-5ab3-8f95-473861b111e6',7,'sealed:v1:8fb1e14b-b86f-5ab3-8f95-473861b111e6:79AhP2lpuynvFU9D-sUnqh76LteKCX8gS2BpQvfQqX2TWextR6DuBBI=','sealed:v1:8fb1e14b-b86f-5ab3-8f95-473861b111e6:WEvzLtiQimTqPK0QgaxOoLALL_y2Ht5VJcfr13WEqaqavRBRZQGRDrWi1D3Wgl2mICsuvzDRklzvkdi1','77525f36b85a3c2e863fb0e82076cb6b','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1656633600000000,NULL);
INSERT INTO "okr_people" VALUES('8bd50886-25f6-5bc3-97fa-7928bb9f68b8',8,'sealed:v1:8bd50886-25f6-5bc3-97fa-7928bb9f68b8:ti3tAYqN3SePhNHaYyLf3SewLDlt9qfvtkXxvaRvUrDYYnPIQyqcWBo=','sealed:v1:8bd50886-25f6-5bc3-97fa-7928bb9f68b8:goHfGm8poPpbAVKbAEo1Z2ee6F1BHK2LFmj0bn5-DurtcpZwpsAYGroiRjuchBDQ_hOc0jZwP1s=','fb7b7d17451cad9605f9df91ef5688d7','sales','Enterprise','71f4e983-98c5-56de-ba27-4654a2b86d9a',1730419200000000,NULL);
CREATE TABLE okr_quarters (
	quarter VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	label VARCHAR NOT NULL, 
	start DATE NOT NULL, 
	"end" DATE NOT NULL, 
	phase VARCHAR NOT NULL, 
	started BIGINT, 
	ended BIGINT, 
	PRIMARY KEY (quarter)
);
INSERT INTO "okr_quarters" VALUES('4ea00a10-4a92-540b-b899-83dda069c1c2',1,'2026-Q2','2026-04-01','2026-06-30','ended',1775001600000000,1782864000000000);
INSERT INTO "okr_quarters" VALUES('c673e710-d8b2-52ad-b370-840b71eafefe',2,'2026-Q3','2026-07-01','2026-09-30','started',1782864000000000,NULL);
INSERT INTO "okr_quarters" VALUES('9c186571-af50-544b-b96f-c064f55f9414',3,'2026-Q4','2026-10-01','2026-12-31','started',1790812800000000,NULL);
INSERT INTO "okr_quarters" VALUES('5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735',4,'2023-Q3','2023-07-01','2023-09-30','ended',1688169600000000,1696118400000000);
INSERT INTO "okr_quarters" VALUES('8a3c807d-670f-59bd-85e4-f2c41054f269',5,'FY25-Q4','2025-10-01','2025-12-31','ended',1796080055756065,1796080116995516);
INSERT INTO "okr_quarters" VALUES('5d44d2b4-d0c9-5095-bb45-fe8837af3bd1',6,'FY26-Q1','2026-01-01','2026-03-31','ended',1796080056288502,1796080117786979);
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
INSERT INTO "projection_position" VALUES('okr',143,'965aa0ba-3026-5302-b33b-d198e5466e0c');
CREATE INDEX ix_okr_people_number ON okr_people (number);
CREATE INDEX ix_okr_people_email_index ON okr_people (email_index);
CREATE INDEX ix_okr_objectives_quarter ON okr_objectives (quarter);
CREATE INDEX ix_okr_objectives_number ON okr_objectives (number);
CREATE INDEX ix_okr_key_results_number ON okr_key_results (number);
CREATE INDEX ix_okr_key_results_objective ON okr_key_results (objective);
CREATE INDEX okr_check_ins_latest ON okr_check_ins (key_result, time, position);
CREATE INDEX ix_okr_buddy_meetings_day ON okr_buddy_meetings (day);
COMMIT;
