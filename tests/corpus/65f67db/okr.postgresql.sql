SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA okr;
CREATE SCHEMA okr_g1;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE okr.pairing_handled_marks (
    rule character varying NOT NULL,
    event_id character varying NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE okr.parked_reactions (
    "position" bigint NOT NULL,
    reason character varying NOT NULL,
    payload bytea NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE okr.projection_generation (
    service character varying NOT NULL,
    generation integer NOT NULL
);
CREATE TABLE okr.sign_ins (
    code_digest character varying(64) NOT NULL,
    subject character varying(200) NOT NULL,
    role character varying(20) NOT NULL,
    expires_at bigint NOT NULL,
    used_at bigint
);
CREATE TABLE okr_g1.aggregate_versions (
    aggregate character varying NOT NULL,
    version integer NOT NULL,
    "position" bigint NOT NULL
);
CREATE TABLE okr_g1.generation_origin (
    origin character varying NOT NULL
);
CREATE TABLE okr_g1.okr_added_here (
    key_result character varying NOT NULL,
    added timestamp with time zone NOT NULL
);
CREATE TABLE okr_g1.okr_buddy_meetings (
    meeting character varying NOT NULL,
    "group" character varying NOT NULL,
    week character varying NOT NULL,
    day date NOT NULL
);
CREATE TABLE okr_g1.okr_cadences (
    cadence character varying NOT NULL,
    number integer NOT NULL,
    team character varying,
    person character varying,
    every character varying NOT NULL,
    weekday integer NOT NULL,
    grace_days integer NOT NULL,
    since timestamp with time zone NOT NULL
);
CREATE TABLE okr_g1.okr_check_in_notices (
    notice character varying NOT NULL,
    key_result character varying NOT NULL,
    due date NOT NULL,
    owner character varying,
    reminded timestamp with time zone,
    missed timestamp with time zone
);
CREATE TABLE okr_g1.okr_check_ins (
    check_in character varying NOT NULL,
    key_result character varying NOT NULL,
    objective character varying NOT NULL,
    value numeric,
    zone character varying,
    reached json,
    confidence integer,
    comment character varying,
    blocker character varying,
    next_step character varying,
    help_wanted character varying,
    by character varying NOT NULL,
    "time" timestamp with time zone NOT NULL,
    recorded timestamp with time zone NOT NULL,
    "position" bigint NOT NULL,
    retracted timestamp with time zone,
    acknowledged timestamp with time zone,
    acknowledged_by character varying,
    changes json
);
CREATE TABLE okr_g1.okr_company (
    setting character varying NOT NULL,
    kind character varying NOT NULL,
    value character varying NOT NULL
);
CREATE TABLE okr_g1.okr_endings (
    quarter character varying NOT NULL,
    "end" date NOT NULL,
    ended timestamp with time zone,
    imported boolean DEFAULT false NOT NULL,
    frozen timestamp with time zone,
    "position" bigint,
    events character varying,
    results character varying,
    rules character varying
);
CREATE TABLE okr_g1.okr_insights (
    insight character varying NOT NULL,
    number integer NOT NULL,
    "group" character varying NOT NULL,
    text character varying NOT NULL,
    objective character varying,
    shared timestamp with time zone NOT NULL
);
CREATE TABLE okr_g1.okr_key_results (
    key_result character varying NOT NULL,
    number integer NOT NULL,
    objective character varying NOT NULL,
    title character varying NOT NULL,
    owner character varying,
    measure character varying NOT NULL,
    weight numeric,
    moved_from character varying,
    phases character varying,
    sources json,
    taken timestamp with time zone,
    taken_position bigint,
    overridden numeric,
    dropped boolean DEFAULT false NOT NULL
);
CREATE TABLE okr_g1.okr_ledger (
    entry character varying NOT NULL,
    objective character varying NOT NULL,
    key_result character varying,
    what character varying NOT NULL,
    value character varying NOT NULL,
    reason character varying,
    approver character varying,
    by character varying NOT NULL,
    "time" timestamp with time zone NOT NULL,
    recorded timestamp with time zone NOT NULL,
    "position" bigint NOT NULL
);
CREATE TABLE okr_g1.okr_objectives (
    objective character varying NOT NULL,
    number integer NOT NULL,
    title character varying NOT NULL,
    quarter character varying,
    team character varying,
    owner character varying,
    status character varying NOT NULL,
    result character varying,
    source character varying NOT NULL,
    contribution character varying NOT NULL,
    parent_objective character varying,
    parent_key_result character varying,
    aligned timestamp with time zone,
    aligned_position bigint,
    drafted timestamp with time zone NOT NULL,
    published timestamp with time zone,
    closed timestamp with time zone
);
CREATE TABLE okr_g1.okr_outcomes (
    objective character varying NOT NULL,
    commitment character varying NOT NULL,
    published boolean DEFAULT false NOT NULL,
    score numeric,
    proposed numeric,
    rules character varying,
    automatic boolean,
    note character varying,
    scored timestamp with time zone,
    scored_by character varying,
    post_mortem character varying,
    post_mortem_by character varying,
    reopened timestamp with time zone,
    carried_from character varying,
    carried_into character varying,
    carried_quarter character varying,
    carried json,
    "position" bigint NOT NULL
);
CREATE TABLE okr_g1.okr_people (
    person character varying NOT NULL,
    number integer NOT NULL,
    name character varying NOT NULL,
    email character varying,
    email_index character varying,
    function character varying NOT NULL,
    team character varying,
    manager character varying,
    joined timestamp with time zone NOT NULL,
    "left" timestamp with time zone
);
CREATE TABLE okr_g1.okr_private_objectives (
    objective character varying NOT NULL,
    readers json NOT NULL
);
CREATE TABLE okr_g1.okr_published_here (
    objective character varying NOT NULL,
    published timestamp with time zone
);
CREATE TABLE okr_g1.okr_quarters (
    quarter character varying NOT NULL,
    number integer NOT NULL,
    label character varying NOT NULL,
    start date NOT NULL,
    "end" date NOT NULL,
    kind character varying NOT NULL,
    phase character varying NOT NULL,
    started timestamp with time zone,
    ended timestamp with time zone
);
CREATE TABLE okr_g1.parked_events (
    "position" bigint NOT NULL,
    aggregate character varying NOT NULL,
    event_id character varying NOT NULL,
    type character varying NOT NULL,
    version integer NOT NULL,
    reason character varying,
    payload bytea NOT NULL
);
CREATE TABLE okr_g1.projection_position (
    store character varying NOT NULL,
    "position" bigint NOT NULL,
    event_id character varying NOT NULL
);
INSERT INTO okr.projection_generation VALUES ('okr', 1);
INSERT INTO okr_g1.aggregate_versions VALUES ('person/9debee61-3243-5c74-809e-a86a90da466e', 1, 1);
INSERT INTO okr_g1.aggregate_versions VALUES ('person/02ab4a40-13c7-5757-992e-b4dc72c00f6b', 1, 2);
INSERT INTO okr_g1.aggregate_versions VALUES ('person/5c9d9365-b5f6-5363-bc69-f04236555f16', 1, 3);
INSERT INTO okr_g1.aggregate_versions VALUES ('person/71f4e983-98c5-56de-ba27-4654a2b86d9a', 1, 4);
INSERT INTO okr_g1.aggregate_versions VALUES ('person/a385ac7e-46b0-5e6d-b9a6-2a91a123f305', 1, 5);
INSERT INTO okr_g1.aggregate_versions VALUES ('person/724b7184-1539-58c4-b691-9d1ca8352fff', 1, 6);
INSERT INTO okr_g1.aggregate_versions VALUES ('person/8fb1e14b-b86f-5ab3-8f95-473861b111e6', 1, 7);
INSERT INTO okr_g1.aggregate_versions VALUES ('person/8bd50886-25f6-5bc3-97fa-7928bb9f68b8', 1, 8);
INSERT INTO okr_g1.aggregate_versions VALUES ('quarter/4ea00a10-4a92-540b-b899-83dda069c1c2', 3, 37);
INSERT INTO okr_g1.aggregate_versions VALUES ('quarter/c673e710-d8b2-52ad-b370-840b71eafefe', 2, 12);
INSERT INTO okr_g1.aggregate_versions VALUES ('quarter/9c186571-af50-544b-b96f-c064f55f9414', 2, 14);
INSERT INTO okr_g1.aggregate_versions VALUES ('objective/145ee616-baaf-5965-8f49-41fc09b32cc6', 4, 35);
INSERT INTO okr_g1.aggregate_versions VALUES ('objective/9a34b746-bdbe-537a-b02d-c8f17564ae30', 3, 26);
INSERT INTO okr_g1.aggregate_versions VALUES ('objective/f41f5a08-d64a-58ea-9153-933c752de340', 5, 34);
INSERT INTO okr_g1.aggregate_versions VALUES ('objective/7bded5b9-59d3-5b6e-9efd-8f4f8430867a', 6, 33);
INSERT INTO okr_g1.aggregate_versions VALUES ('objective/401d4854-09e6-58a2-b64e-8ad654796ba1', 4, 36);
INSERT INTO okr_g1.aggregate_versions VALUES ('objective/67cdc483-a7de-53cb-9181-0ce1801e170b', 12, 86);
INSERT INTO okr_g1.aggregate_versions VALUES ('objective/09a84aa1-f0de-5802-ab18-084232f1d21f', 13, 99);
INSERT INTO okr_g1.aggregate_versions VALUES ('objective/538aab29-22c7-5d17-8452-0e1e826fc5c3', 18, 100);
INSERT INTO okr_g1.aggregate_versions VALUES ('objective/36a32858-fabd-5be9-8512-04b789e91995', 17, 98);
INSERT INTO okr_g1.aggregate_versions VALUES ('quarter/5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735', 3, 101);
INSERT INTO okr_g1.aggregate_versions VALUES ('quarter/8a3c807d-670f-59bd-85e4-f2c41054f269', 4, 134);
INSERT INTO okr_g1.aggregate_versions VALUES ('quarter/5d44d2b4-d0c9-5095-bb45-fe8837af3bd1', 4, 145);
INSERT INTO okr_g1.aggregate_versions VALUES ('objective/54113d5f-6bcd-5b25-8963-18f4a9f91f16', 10, 132);
INSERT INTO okr_g1.aggregate_versions VALUES ('objective/42b958d4-4531-5e6a-ab55-e8c7100912d0', 6, 142);
INSERT INTO okr_g1.aggregate_versions VALUES ('objective/5cfe5385-1574-5139-aa26-9bd7ea9ae868', 10, 143);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/objective/po-bea9d5bd4e35', 2, 130);
INSERT INTO okr_g1.aggregate_versions VALUES ('cadence/cb24ea1d-c00e-5f81-aac4-ff8b94dd0874', 1, 131);
INSERT INTO okr_g1.aggregate_versions VALUES ('rotation/17a942a6-fc44-5ce6-bd8f-440317dbdfe8', 3, 137);
INSERT INTO okr_g1.aggregate_versions VALUES ('group/02713722-e7f5-5137-9606-9d082c1b7518', 2, 152);
INSERT INTO okr_g1.aggregate_versions VALUES ('group/917c4ddb-b88e-5cf4-9b43-eea28cf2dce2', 2, 153);
INSERT INTO okr_g1.aggregate_versions VALUES ('group/a30c7dc8-2f13-53c8-b4ed-483ba28657d2', 2, 154);
INSERT INTO okr_g1.aggregate_versions VALUES ('group/c22337ea-4ee7-5145-934d-8270aada2461', 2, 141);
INSERT INTO okr_g1.aggregate_versions VALUES ('rotation/d13bd693-422c-53ac-93a9-f69d2cb5b131', 3, 148);
INSERT INTO okr_g1.aggregate_versions VALUES ('group/bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0', 3, 163);
INSERT INTO okr_g1.aggregate_versions VALUES ('group/fdaa4459-5002-585c-817e-09d026a8e0a7', 1, 150);
INSERT INTO okr_g1.aggregate_versions VALUES ('group/deef0c38-87ec-507c-9253-87a3cedb6204', 1, 151);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/pulse/6edec3ba-d519-5001-8a08-22b36e1bd0d9', 1, 155);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/pulse/7550e129-1f72-5ca7-a354-6c4bbcc9d12d', 1, 156);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/pulse/aac17ef0-1dab-5ff4-a694-c28a6b36e5e4', 1, 157);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/pulse/dbdb0a68-3ca6-5b63-82cd-c86f4a191d29', 1, 158);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/pulse/adb9cfaf-be90-5aa0-907c-f7a760acff3f', 1, 159);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/pulse/73c5f57b-b507-52b9-b9ad-b1ad32fbdbcf', 1, 160);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/pulse/7b8782f2-ec24-5765-a5f2-a8cb0575d8e5', 1, 161);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/member/d8d8ca6a-022f-5f12-8772-d9070d23b14f', 1, 164);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/member/f8c02fa4-ddf8-505f-ac93-297c95329b42', 1, 165);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/member/551bdf29-3309-524f-8bd6-8e6e2462bb53', 1, 166);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/exclusion/7844119a-7e75-513a-b691-31d7ef90b07f', 1, 167);
INSERT INTO okr_g1.aggregate_versions VALUES ('role-model/9debee61-3243-5c74-809e-a86a90da466e', 1, 168);
INSERT INTO okr_g1.aggregate_versions VALUES ('role-model/02ab4a40-13c7-5757-992e-b4dc72c00f6b', 1, 169);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/seeker/7eb56bad-afc9-5985-ae17-8374cccd6a9c', 1, 170);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/seeker/3bf9900c-4673-55d7-a7a2-be78484e932a', 1, 171);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/term/29431fcf-eb04-5d8d-b0c5-d30893e3ee3c', 3, 174);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/group/21be2f35-c539-5539-8766-b143eeff301c', 1, 175);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/group/5b989269-4096-5e99-858b-5b028be09757', 1, 176);
INSERT INTO okr_g1.aggregate_versions VALUES ('private/group/d9a9d3ff-5be8-5e85-aae8-9a0f7d097972', 1, 177);
INSERT INTO okr_g1.okr_added_here VALUES ('1d755bcc-256a-597b-8bbd-ae85225ae62b', '2026-11-30 23:08:05.773428+00');
INSERT INTO okr_g1.okr_added_here VALUES ('51162366-48f6-55df-ab22-39c215d65eed', '2026-11-30 23:08:06.157745+00');
INSERT INTO okr_g1.okr_added_here VALUES ('881c5889-229b-56b7-8d78-1799f4f46d12', '2026-11-30 23:08:06.659205+00');
INSERT INTO okr_g1.okr_added_here VALUES ('68a66fb5-aec4-59a1-b35b-fa99d13637d5', '2026-11-30 23:08:07.479666+00');
INSERT INTO okr_g1.okr_added_here VALUES ('720fa2b1-306e-54ac-bfa4-e38acc1d6136', '2026-11-30 23:08:07.882362+00');
INSERT INTO okr_g1.okr_buddy_meetings VALUES ('bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0:2026-W49', 'bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0', '2026-W49', '2026-12-03');
INSERT INTO okr_g1.okr_cadences VALUES ('cb24ea1d-c00e-5f81-aac4-ff8b94dd0874', 1, 'Sales', NULL, 'month', 5, 2, '2026-11-30 23:08:09.844321+00');
INSERT INTO okr_g1.okr_check_ins VALUES ('e0703d45-b18b-5a57-b5a5-d5f0e63ab5ed', 'dde505a9-9c99-5d72-a27b-718f74d0ffa0', '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', 0.9, NULL, NULL, 7, NULL, NULL, NULL, NULL, '8fb1e14b-b86f-5ab3-8f95-473861b111e6', '2026-07-10 00:33:23+00', '2026-07-10 00:33:23+00', 33, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('47157287-a9ab-5bc4-ae66-bfdbe6560a04', '6c9169ac-1b38-57f1-83e8-2dc978d4435f', 'f41f5a08-d64a-58ea-9153-933c752de340', 16.8, NULL, NULL, 3, 'sealed:v1:5c9d9365-b5f6-5363-bc69-f04236555f16:hCFVk6sgm4iA5VhrUPf4Z09l_OKGyd2AmQDTHjuDIKPn9_uQDEIgEPeXjRcR9TmdjmsHTqjpvDV8h4KGqTcq2aWL_DMeYbERqAtK-ln-drxCtD72BEzV', NULL, NULL, NULL, '5c9d9365-b5f6-5363-bc69-f04236555f16', '2026-08-19 07:39:33+00', '2026-08-19 07:39:33+00', 34, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('d263f38b-c9d5-5aca-919d-0a8ae5e2897e', '52397709-299a-578d-8100-deaef67c881a', '145ee616-baaf-5965-8f49-41fc09b32cc6', 1034, NULL, NULL, 5, NULL, NULL, NULL, NULL, '5c9d9365-b5f6-5363-bc69-f04236555f16', '2026-09-09 09:16:41+00', '2026-09-09 09:16:41+00', 35, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('1ede77ff-c1c1-58fe-8a79-9459ca5a1ee7', 'f8c05a8b-44aa-56c4-aaab-e9a588d34c0d', '401d4854-09e6-58a2-b64e-8ad654796ba1', 4, NULL, NULL, 6, NULL, NULL, NULL, NULL, '02ab4a40-13c7-5757-992e-b4dc72c00f6b', '2026-09-25 01:32:02+00', '2026-09-25 01:32:02+00', 36, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('e7ebc7d1-5bd6-53e9-a496-f7484a19f164', 'f385343f-7c9f-57a0-bf71-7a063b868a13', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 31, NULL, NULL, 1, NULL, NULL, NULL, NULL, 'system:import', '2023-07-05 07:25:35.435436+00', '2023-07-05 08:25:35.435436+00', 59, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('d7aba827-ee63-59fc-b2a8-7814ab9b5805', 'f385343f-7c9f-57a0-bf71-7a063b868a13', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 48, NULL, NULL, 2, NULL, NULL, NULL, NULL, 'system:import', '2023-07-18 21:25:35.435436+00', '2023-07-19 08:25:35.435436+00', 60, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('6bef267a-728e-5573-bcae-a40482f692b5', 'f385343f-7c9f-57a0-bf71-7a063b868a13', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 59, NULL, NULL, 3, NULL, NULL, NULL, NULL, 'system:import', '2023-08-02 07:25:35.435436+00', '2023-08-02 08:25:35.435436+00', 61, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('8f491557-156b-51f0-a59e-8e1147eabf4a', 'f385343f-7c9f-57a0-bf71-7a063b868a13', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 184, NULL, NULL, 4, NULL, NULL, NULL, NULL, 'system:import', '2023-08-15 21:25:35.435436+00', '2023-08-16 08:25:35.435436+00', 62, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('24f42450-58fc-5abf-b149-c77bc1faa3a3', '8ea9fab1-8add-585d-ab7f-364f16951bbb', '36a32858-fabd-5be9-8512-04b789e91995', 62, NULL, NULL, 2, NULL, NULL, NULL, NULL, 'system:import', '2026-10-05 07:36:35.435436+00', '2026-10-05 08:36:35.435436+00', 63, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('0e922d4b-5b66-5008-9346-b9b2e0d78bc8', '8ea9fab1-8add-585d-ab7f-364f16951bbb', '36a32858-fabd-5be9-8512-04b789e91995', 79, NULL, NULL, 3, NULL, NULL, NULL, NULL, 'system:import', '2026-10-18 21:36:35.435436+00', '2026-10-19 08:36:35.435436+00', 64, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('2de950ef-9741-5098-b197-506b39a8f48d', '8ea9fab1-8add-585d-ab7f-364f16951bbb', '36a32858-fabd-5be9-8512-04b789e91995', 90, NULL, NULL, 4, NULL, NULL, NULL, NULL, 'system:import', '2026-11-02 07:36:35.435436+00', '2026-11-02 08:36:35.435436+00', 65, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('e21eca61-3fff-5ade-82b2-28a0ab269aa5', '8ea9fab1-8add-585d-ab7f-364f16951bbb', '36a32858-fabd-5be9-8512-04b789e91995', 215, NULL, NULL, 5, NULL, NULL, NULL, NULL, 'system:import', '2026-11-15 21:36:35.435436+00', '2026-11-16 08:36:35.435436+00', 66, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('537d915c-c75f-54c9-b9e9-2255f146a732', 'c2b5042a-b5d8-5a72-9524-8b72d4f3f3de', '67cdc483-a7de-53cb-9181-0ce1801e170b', 93, NULL, NULL, 3, NULL, NULL, NULL, NULL, 'system:import', '2026-10-05 07:47:35.435436+00', '2026-10-05 08:47:35.435436+00', 67, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('d8ccee9e-3251-533c-bdaa-cd4635789170', 'c2b5042a-b5d8-5a72-9524-8b72d4f3f3de', '67cdc483-a7de-53cb-9181-0ce1801e170b', 110, NULL, NULL, 4, NULL, NULL, NULL, NULL, 'system:import', '2026-10-18 21:47:35.435436+00', '2026-10-19 08:47:35.435436+00', 68, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('fe5d94d7-bd09-502a-b427-e8d3b562f819', 'c2b5042a-b5d8-5a72-9524-8b72d4f3f3de', '67cdc483-a7de-53cb-9181-0ce1801e170b', 121, NULL, NULL, 5, NULL, NULL, NULL, NULL, 'system:import', '2026-11-02 07:47:35.435436+00', '2026-11-02 08:47:35.435436+00', 69, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('4853a6bd-57ff-5fb0-a7a7-27af3166026a', 'c2b5042a-b5d8-5a72-9524-8b72d4f3f3de', '67cdc483-a7de-53cb-9181-0ce1801e170b', 246, NULL, NULL, 6, NULL, NULL, NULL, NULL, 'system:import', '2026-11-15 21:47:35.435436+00', '2026-11-16 08:47:35.435436+00', 70, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('491922e3-dd4e-5c09-afd9-5042e8137d04', 'faa0bbe6-68f6-5831-bceb-413b1ee1d15f', '09a84aa1-f0de-5802-ab18-084232f1d21f', NULL, 'fail', NULL, 4, NULL, NULL, NULL, NULL, 'system:import', '2023-07-05 07:58:35.435436+00', '2023-07-05 08:58:35.435436+00', 71, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('fbccd200-c80e-50ba-bf94-51cf3f705ebd', 'faa0bbe6-68f6-5831-bceb-413b1ee1d15f', '09a84aa1-f0de-5802-ab18-084232f1d21f', NULL, 'commit', NULL, 5, NULL, NULL, NULL, NULL, 'system:import', '2023-07-18 21:58:35.435436+00', '2023-07-19 08:58:35.435436+00', 72, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('705283bd-c33d-503b-8355-58d496323d57', 'faa0bbe6-68f6-5831-bceb-413b1ee1d15f', '09a84aa1-f0de-5802-ab18-084232f1d21f', NULL, 'target', NULL, 6, NULL, NULL, NULL, NULL, 'system:import', '2023-08-02 07:58:35.435436+00', '2023-08-02 08:58:35.435436+00', 73, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('dbb51a1a-60a1-585b-9775-9b01489ed5e2', 'faa0bbe6-68f6-5831-bceb-413b1ee1d15f', '09a84aa1-f0de-5802-ab18-084232f1d21f', NULL, 'stretch', NULL, 7, NULL, NULL, NULL, NULL, 'system:import', '2023-08-15 21:58:35.435436+00', '2023-08-16 08:58:35.435436+00', 74, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('84c9838f-2350-5f5b-b36e-2a83ce780343', 'bd0aa3b1-e139-5cc5-b154-b831e011c0ad', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 155, NULL, NULL, 5, NULL, NULL, NULL, NULL, 'system:import', '2023-07-05 08:09:35.435436+00', '2023-07-05 09:09:35.435436+00', 75, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('d02f058a-1560-50bc-a79c-76b3553a806b', 'bd0aa3b1-e139-5cc5-b154-b831e011c0ad', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 172, NULL, NULL, 6, NULL, NULL, NULL, NULL, 'system:import', '2023-07-18 22:09:35.435436+00', '2023-07-19 09:09:35.435436+00', 76, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('a9e66d97-6ee9-54ee-aa82-751a877c1413', 'bd0aa3b1-e139-5cc5-b154-b831e011c0ad', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 183, NULL, NULL, 7, NULL, NULL, NULL, NULL, 'system:import', '2023-08-02 08:09:35.435436+00', '2023-08-02 09:09:35.435436+00', 77, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('ed145d96-7754-5f96-9b93-6be3f97ac5b7', 'bd0aa3b1-e139-5cc5-b154-b831e011c0ad', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 308, NULL, NULL, 8, NULL, NULL, NULL, NULL, 'system:import', '2023-08-15 22:09:35.435436+00', '2023-08-16 09:09:35.435436+00', 78, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('665a59b6-7a80-550a-8e45-9a8885c127e8', '820eb921-e948-5a61-9626-76b8a48f17ad', '36a32858-fabd-5be9-8512-04b789e91995', 186, NULL, NULL, 6, NULL, NULL, NULL, NULL, 'system:import', '2026-10-05 08:20:35.435436+00', '2026-10-05 09:20:35.435436+00', 79, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('c7322c35-b843-52b3-8823-77c23f071045', '820eb921-e948-5a61-9626-76b8a48f17ad', '36a32858-fabd-5be9-8512-04b789e91995', 203, NULL, NULL, 7, NULL, NULL, NULL, NULL, 'system:import', '2026-10-18 22:20:35.435436+00', '2026-10-19 09:20:35.435436+00', 80, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('f9e77df0-595d-5e8c-8cad-b7000a8a1320', '820eb921-e948-5a61-9626-76b8a48f17ad', '36a32858-fabd-5be9-8512-04b789e91995', 214, NULL, NULL, 8, NULL, NULL, NULL, NULL, 'system:import', '2026-11-02 08:20:35.435436+00', '2026-11-02 09:20:35.435436+00', 81, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('e0f54049-c7a5-5967-8c66-ad657bff616b', '820eb921-e948-5a61-9626-76b8a48f17ad', '36a32858-fabd-5be9-8512-04b789e91995', 339, NULL, NULL, 9, NULL, NULL, NULL, NULL, 'system:import', '2026-11-15 22:20:35.435436+00', '2026-11-16 09:20:35.435436+00', 82, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('16957bc1-8fe2-5817-9741-03f175f19e32', '6daeffcb-2a42-5be5-b57e-9a2d89b56979', '67cdc483-a7de-53cb-9181-0ce1801e170b', 217, NULL, NULL, 7, NULL, NULL, NULL, NULL, 'system:import', '2026-10-05 08:31:35.435436+00', '2026-10-05 09:31:35.435436+00', 83, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('ba2670a7-fd9f-5359-83bf-9e59392c9569', '6daeffcb-2a42-5be5-b57e-9a2d89b56979', '67cdc483-a7de-53cb-9181-0ce1801e170b', 234, NULL, NULL, 8, NULL, NULL, NULL, NULL, 'system:import', '2026-10-18 22:31:35.435436+00', '2026-10-19 09:31:35.435436+00', 84, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('c4314f84-b800-5741-a9c1-f654ae8c1df6', '6daeffcb-2a42-5be5-b57e-9a2d89b56979', '67cdc483-a7de-53cb-9181-0ce1801e170b', 245, NULL, NULL, 9, NULL, NULL, NULL, NULL, 'system:import', '2026-11-02 08:31:35.435436+00', '2026-11-02 09:31:35.435436+00', 85, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('794a1409-2ced-5ab3-bdbe-c15e705d7ee6', '6daeffcb-2a42-5be5-b57e-9a2d89b56979', '67cdc483-a7de-53cb-9181-0ce1801e170b', 370, NULL, NULL, 10, NULL, NULL, NULL, NULL, 'system:import', '2026-11-15 22:31:35.435436+00', '2026-11-16 09:31:35.435436+00', 86, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('4ed90e85-28ea-55d3-8121-d3f27e1ca237', 'a183592b-b404-5dff-8796-17e72600d35c', '09a84aa1-f0de-5802-ab18-084232f1d21f', NULL, 'fail', NULL, 8, NULL, NULL, NULL, NULL, 'system:import', '2023-07-05 08:42:35.435436+00', '2023-07-05 09:42:35.435436+00', 87, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('146231b8-09b9-5e79-86f2-813aa5aa80bb', 'a183592b-b404-5dff-8796-17e72600d35c', '09a84aa1-f0de-5802-ab18-084232f1d21f', NULL, 'commit', NULL, 9, NULL, NULL, NULL, NULL, 'system:import', '2023-07-18 22:42:35.435436+00', '2023-07-19 09:42:35.435436+00', 88, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('17b81bfd-61d7-5c3e-ac75-b2b5ede99335', 'a183592b-b404-5dff-8796-17e72600d35c', '09a84aa1-f0de-5802-ab18-084232f1d21f', NULL, 'target', NULL, 10, NULL, NULL, NULL, NULL, 'system:import', '2023-08-02 08:42:35.435436+00', '2023-08-02 09:42:35.435436+00', 89, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('c58f6daf-fbc0-5583-a416-563b9e9a3e7d', 'a183592b-b404-5dff-8796-17e72600d35c', '09a84aa1-f0de-5802-ab18-084232f1d21f', NULL, 'stretch', NULL, 0, NULL, NULL, NULL, NULL, 'system:import', '2023-08-15 22:42:35.435436+00', '2023-08-16 09:42:35.435436+00', 90, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('ceaec474-9305-54ef-bb57-59d07491d09b', '3e432e82-aaf0-5976-9608-c613376b6385', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 279, NULL, NULL, 9, NULL, NULL, NULL, NULL, 'system:import', '2023-07-05 08:53:35.435436+00', '2023-07-05 09:53:35.435436+00', 91, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('28d0de09-3b60-5a30-8f49-215caf9afb37', '3e432e82-aaf0-5976-9608-c613376b6385', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 296, NULL, NULL, 10, NULL, NULL, NULL, NULL, 'system:import', '2023-07-18 22:53:35.435436+00', '2023-07-19 09:53:35.435436+00', 92, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('6c59f410-191f-5799-8872-068baa653182', '3e432e82-aaf0-5976-9608-c613376b6385', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 307, NULL, NULL, 0, NULL, NULL, NULL, NULL, 'system:import', '2023-08-02 08:53:35.435436+00', '2023-08-02 09:53:35.435436+00', 93, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('27ac8430-0f57-5d65-8288-e7ef7c82bde7', '3e432e82-aaf0-5976-9608-c613376b6385', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 32, NULL, NULL, 1, NULL, NULL, NULL, NULL, 'system:import', '2023-08-15 22:53:35.435436+00', '2023-08-16 09:53:35.435436+00', 94, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('c2490c1b-125c-5fde-bbc7-4977030d8492', '05b4a7b9-89a5-58a3-8200-4197b0878b76', '36a32858-fabd-5be9-8512-04b789e91995', 310, NULL, NULL, 10, NULL, NULL, NULL, NULL, 'system:import', '2026-10-05 09:04:35.435436+00', '2026-10-05 10:04:35.435436+00', 95, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('ae6c2c60-7169-5b70-9636-b2e8128aa02e', '05b4a7b9-89a5-58a3-8200-4197b0878b76', '36a32858-fabd-5be9-8512-04b789e91995', 327, NULL, NULL, 0, NULL, NULL, NULL, NULL, 'system:import', '2026-10-18 23:04:35.435436+00', '2026-10-19 10:04:35.435436+00', 96, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('cf6af8d8-b2cc-5c25-8beb-64d8adb2e688', '05b4a7b9-89a5-58a3-8200-4197b0878b76', '36a32858-fabd-5be9-8512-04b789e91995', 338, NULL, NULL, 1, NULL, NULL, NULL, NULL, 'system:import', '2026-11-02 09:04:35.435436+00', '2026-11-02 10:04:35.435436+00', 97, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('32459711-504a-52cf-8ff6-ca4a4266350d', '05b4a7b9-89a5-58a3-8200-4197b0878b76', '36a32858-fabd-5be9-8512-04b789e91995', 63, NULL, NULL, 2, NULL, NULL, NULL, NULL, 'system:import', '2026-11-15 23:04:35.435436+00', '2026-11-16 10:04:35.435436+00', 98, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('0a04b0dc-126e-55f5-817a-5c834c7818e4', '1d755bcc-256a-597b-8bbd-ae85225ae62b', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', 4, NULL, NULL, 7, NULL, NULL, NULL, NULL, 'operator', '2026-11-30 23:08:05.816688+00', '2026-11-30 23:08:05.816688+00', 109, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('b8961284-c896-5c27-8a0f-147e6bdb6202', '51162366-48f6-55df-ab22-39c215d65eed', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', 2.5, NULL, NULL, 7, NULL, NULL, NULL, NULL, 'operator', '2026-11-30 23:08:06.50615+00', '2026-11-30 23:08:06.50615+00', 111, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('4d6e33a6-c082-5fef-b32e-ad55d5482f3e', '720fa2b1-306e-54ac-bfa4-e38acc1d6136', '5cfe5385-1574-5139-aa26-9bd7ea9ae868', 6, NULL, NULL, 7, NULL, NULL, NULL, NULL, 'operator', '2026-11-30 23:08:08.177203+00', '2026-11-30 23:08:08.177203+00', 121, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('b6e32a96-1e7a-5b8c-9d4d-9d0c73370795', '68a66fb5-aec4-59a1-b35b-fa99d13637d5', '42b958d4-4531-5e6a-ab55-e8c7100912d0', 2.3, NULL, NULL, 4, NULL, NULL, NULL, NULL, 'operator', '2026-11-30 23:08:08.582777+00', '2026-11-30 23:08:08.582777+00', 123, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_check_ins VALUES ('184f93ab-78c8-5012-a56e-b16afb22745b', '720fa2b1-306e-54ac-bfa4-e38acc1d6136', '5cfe5385-1574-5139-aa26-9bd7ea9ae868', 6.5, NULL, NULL, NULL, 'sealed:v1:operator:v9rsOyp0v7pb4w0rdbYsR6kPvbOX_EHR78wklls6cwSGeSxeWI8ZocsLpzOyZA==', NULL, NULL, NULL, 'operator', '2026-11-30 23:08:08.758485+00', '2026-11-30 23:08:08.758485+00', 124, NULL, NULL, NULL, '[{"what": "corrected", "at": "2026-11-30T23:08:08.896550+00:00", "by": "operator", "event": "c316bc15-a672-5c0e-8cf6-f702db80871c", "reason": "sealed:v1:operator:i_oHLATIjHNn0jqXNWRH0QLzNCsOlQeNESlv1NW0PBeBtbza3OwS5nNFY0L5s6YLXg==", "value": "7", "zone": null, "reached": null, "confidence": null}]');
INSERT INTO okr_g1.okr_endings VALUES ('4ea00a10-4a92-540b-b899-83dda069c1c2', '2026-06-30', '2026-07-01 00:00:00+00', true, NULL, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_endings VALUES ('c673e710-d8b2-52ad-b370-840b71eafefe', '2026-09-30', NULL, false, NULL, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_endings VALUES ('9c186571-af50-544b-b96f-c064f55f9414', '2026-12-31', NULL, false, NULL, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_endings VALUES ('5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735', '2023-09-30', '2023-10-01 00:00:00+00', true, NULL, NULL, NULL, NULL, NULL);
INSERT INTO okr_g1.okr_endings VALUES ('8a3c807d-670f-59bd-85e4-f2c41054f269', '2025-12-31', '2026-11-30 23:08:41.368194+00', false, '2026-11-30 23:08:41.368194+00', 133, '0e3063521b11b2faf5e54a84d5c755bb224e48cba4f3223a7e4de30b1004c075', '060c26afde0333db5d2e8564f79a3a889ffe8ffeeaace94ff8d267894548e0a5', 'tomoni/1');
INSERT INTO okr_g1.okr_endings VALUES ('5d44d2b4-d0c9-5095-bb45-fe8837af3bd1', '2026-03-31', '2026-11-30 23:08:42.912566+00', false, '2026-11-30 23:08:42.912566+00', 144, '86c68253adf18b7b079c29f57e3aafd41416821b2dcee62d97394afa50931000', 'de7d1242b29f1f5a0016b4f8955be5309148b92920ca55a9a93956ddfd701834', 'tomoni/1');
INSERT INTO okr_g1.okr_insights VALUES ('7d921f8e-a447-5732-9a98-db04f7cda945', 1, 'bf9381b8-974a-5b2b-8cf1-d8cf40c45bb0', '話すと早い', NULL, '2026-11-30 23:08:45.258708+00');
INSERT INTO okr_g1.okr_key_results VALUES ('52397709-299a-578d-8100-deaef67c881a', 1, '145ee616-baaf-5965-8f49-41fc09b32cc6', '年間経常収益を9.52億から11億円へ / Grow ARR from 952 to 1,100 million yen', '5c9d9365-b5f6-5363-bc69-f04236555f16', '{"kind":"metric","baseline":"952","target":"1100","unit":"百万円"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('89fb29ed-578d-5dd9-bbf9-6429b203d946', 2, '9a34b746-bdbe-537a-b02d-c8f17564ae30', 'バディ三人組の対話を四半期で140回 / Hold 140 buddy talks in the quarter', '02ab4a40-13c7-5757-992e-b4dc72c00f6b', '{"kind":"metric","baseline":"0","target":"140","unit":"回"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('6c9169ac-1b38-57f1-83e8-2dc978d4435f', 3, 'f41f5a08-d64a-58ea-9153-933c752de340', '平均値引き率を18.5%から9%へ / Average discount from 18.5 % to 9 %', '5c9d9365-b5f6-5363-bc69-f04236555f16', '{"kind":"metric","baseline":"18.5","target":"9","unit":"%"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('b0f1da09-3bb3-52d3-9fc4-3f1a370147f7', 4, 'f41f5a08-d64a-58ea-9153-933c752de340', '受注率を26%から32%へ / Win rate from 26 % to 32 %', '71f4e983-98c5-56de-ba27-4654a2b86d9a', '{"kind":"metric","baseline":"26","target":"32","unit":"%"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('4dea6bc5-b220-5dc0-b399-da5975e23572', 5, '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', '三年契約の大口顧客 / Large customers on three-year terms', 'a385ac7e-46b0-5e6d-b9a6-2a91a123f305', '{"kind":"metric","baseline":"1","target":"9","unit":"社"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('dde505a9-9c99-5d72-a27b-718f74d0ffa0', 6, '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', '大口の月次解約率を0.9%から0.3%へ / Monthly churn of large customers from 0.9 % to 0.3 %', '8fb1e14b-b86f-5ab3-8f95-473861b111e6', '{"kind":"metric","baseline":"0.9","target":"0.3","unit":"%"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('3166fa29-4c4d-56e2-a210-54d73f76d127', 7, '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', '北欧の見込み客と話す / Talk to prospects in the Nordics', '724b7184-1539-58c4-b691-9d1ca8352fff', '{"kind":"metric","baseline":"0","target":"12","unit":"社"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('f8c05a8b-44aa-56c4-aaab-e9a588d34c0d', 8, '401d4854-09e6-58a2-b64e-8ad654796ba1', '小さな直しの所要日数を11日から3日へ / Days for a small fix', '02ab4a40-13c7-5757-992e-b4dc72c00f6b', '{"kind":"metric","baseline":"11","target":"3","unit":"日"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('f385343f-7c9f-57a0-bf71-7a063b868a13', 9, '538aab29-22c7-5d17-8452-0e1e826fc5c3', 'Key result 1', NULL, '{"kind":"metric","baseline":"0","target":"137"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('8ea9fab1-8add-585d-ab7f-364f16951bbb', 10, '36a32858-fabd-5be9-8512-04b789e91995', 'Key result 2', NULL, '{"kind":"metric","baseline":"0","target":"174"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('c2b5042a-b5d8-5a72-9524-8b72d4f3f3de', 11, '67cdc483-a7de-53cb-9181-0ce1801e170b', 'Key result 3', NULL, '{"kind":"metric","baseline":"21","target":"211"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('faa0bbe6-68f6-5831-bceb-413b1ee1d15f', 12, '09a84aa1-f0de-5802-ab18-084232f1d21f', 'Key result 4', NULL, '{"kind":"ordinal"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('bd0aa3b1-e139-5cc5-b154-b831e011c0ad', 13, '538aab29-22c7-5d17-8452-0e1e826fc5c3', 'Key result 5', NULL, '{"kind":"metric","baseline":"0","target":"285"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('820eb921-e948-5a61-9626-76b8a48f17ad', 14, '36a32858-fabd-5be9-8512-04b789e91995', 'Key result 6', NULL, '{"kind":"metric","baseline":"42","target":"322"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('6daeffcb-2a42-5be5-b57e-9a2d89b56979', 15, '67cdc483-a7de-53cb-9181-0ce1801e170b', 'Key result 7', NULL, '{"kind":"metric","baseline":"0","target":"359"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('a183592b-b404-5dff-8796-17e72600d35c', 16, '09a84aa1-f0de-5802-ab18-084232f1d21f', 'Key result 8', NULL, '{"kind":"ordinal"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('3e432e82-aaf0-5976-9608-c613376b6385', 17, '538aab29-22c7-5d17-8452-0e1e826fc5c3', 'Key result 9', NULL, '{"kind":"metric","baseline":"63","target":"433"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('05b4a7b9-89a5-58a3-8200-4197b0878b76', 18, '36a32858-fabd-5be9-8512-04b789e91995', 'Key result 10', NULL, '{"kind":"metric","baseline":"0","target":"470"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('1d755bcc-256a-597b-8bbd-ae85225ae62b', 19, '54113d5f-6bcd-5b25-8963-18f4a9f91f16', 'East', NULL, '{"kind":"metric","baseline":"0","target":"10","unit":"calls"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('51162366-48f6-55df-ab22-39c215d65eed', 20, '54113d5f-6bcd-5b25-8963-18f4a9f91f16', 'West', NULL, '{"kind":"metric","baseline":"0","target":"10","unit":"calls"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, true);
INSERT INTO okr_g1.okr_key_results VALUES ('881c5889-229b-56b7-8d78-1799f4f46d12', 21, '54113d5f-6bcd-5b25-8963-18f4a9f91f16', 'Both', NULL, '{"kind":"metric","baseline":"0","target":"10","unit":"calls"}', NULL, NULL, NULL, '["1d755bcc-256a-597b-8bbd-ae85225ae62b", "51162366-48f6-55df-ab22-39c215d65eed"]', '2026-11-30 23:08:06.786304+00', 113, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('68a66fb5-aec4-59a1-b35b-fa99d13637d5', 22, '42b958d4-4531-5e6a-ab55-e8c7100912d0', 'Be heard', NULL, '{"kind":"metric","baseline":"0","target":"10","unit":"calls"}', NULL, NULL, NULL, NULL, NULL, NULL, NULL, false);
INSERT INTO okr_g1.okr_key_results VALUES ('720fa2b1-306e-54ac-bfa4-e38acc1d6136', 23, '5cfe5385-1574-5139-aa26-9bd7ea9ae868', 'Call everybody', NULL, '{"kind":"metric","baseline":"0","target":"12","unit":"calls"}', NULL, NULL, NULL, NULL, NULL, NULL, 0.5, false);
INSERT INTO okr_g1.okr_ledger VALUES ('9355b3d7-63f2-5461-8306-ff84c3e2bd1a:objective''s owner', '145ee616-baaf-5965-8f49-41fc09b32cc6', NULL, 'objective''s owner', '"9debee61-3243-5c74-809e-a86a90da466e"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 15);
INSERT INTO okr_g1.okr_ledger VALUES ('9355b3d7-63f2-5461-8306-ff84c3e2bd1a:team', '145ee616-baaf-5965-8f49-41fc09b32cc6', NULL, 'team', '"Company"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 15);
INSERT INTO okr_g1.okr_ledger VALUES ('6fe5c7ce-65b2-50f4-9c06-0a31e8fe19d1:objective''s owner', '9a34b746-bdbe-537a-b02d-c8f17564ae30', NULL, 'objective''s owner', '"02ab4a40-13c7-5757-992e-b4dc72c00f6b"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 17);
INSERT INTO okr_g1.okr_ledger VALUES ('6fe5c7ce-65b2-50f4-9c06-0a31e8fe19d1:team', '9a34b746-bdbe-537a-b02d-c8f17564ae30', NULL, 'team', '"Company"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 17);
INSERT INTO okr_g1.okr_ledger VALUES ('48bbd991-1bca-585e-9c8b-eaebfe72d548:objective''s owner', 'f41f5a08-d64a-58ea-9153-933c752de340', NULL, 'objective''s owner', '"5c9d9365-b5f6-5363-bc69-f04236555f16"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 19);
INSERT INTO okr_g1.okr_ledger VALUES ('48bbd991-1bca-585e-9c8b-eaebfe72d548:team', 'f41f5a08-d64a-58ea-9153-933c752de340', NULL, 'team', '"Sales"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 19);
INSERT INTO okr_g1.okr_ledger VALUES ('8ea16f85-4858-5054-bd81-08a9e6b831b1:objective''s owner', '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', NULL, 'objective''s owner', '"71f4e983-98c5-56de-ba27-4654a2b86d9a"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 21);
INSERT INTO okr_g1.okr_ledger VALUES ('8ea16f85-4858-5054-bd81-08a9e6b831b1:team', '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', NULL, 'team', '"Enterprise"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 21);
INSERT INTO okr_g1.okr_ledger VALUES ('d750cdff-3176-5277-a6d0-90b39a85f00d:objective''s owner', '401d4854-09e6-58a2-b64e-8ad654796ba1', NULL, 'objective''s owner', '"02ab4a40-13c7-5757-992e-b4dc72c00f6b"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 23);
INSERT INTO okr_g1.okr_ledger VALUES ('d750cdff-3176-5277-a6d0-90b39a85f00d:team', '401d4854-09e6-58a2-b64e-8ad654796ba1', NULL, 'team', '"Dev"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 23);
INSERT INTO okr_g1.okr_ledger VALUES ('0774c114-2e31-5d50-8769-4863cae14f73:target', '145ee616-baaf-5965-8f49-41fc09b32cc6', '52397709-299a-578d-8100-deaef67c881a', 'target', '{"kind":"metric","baseline":"952","target":"1100","unit":"百万円"}', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 25);
INSERT INTO okr_g1.okr_ledger VALUES ('0774c114-2e31-5d50-8769-4863cae14f73:weight', '145ee616-baaf-5965-8f49-41fc09b32cc6', '52397709-299a-578d-8100-deaef67c881a', 'weight', 'null', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 25);
INSERT INTO okr_g1.okr_ledger VALUES ('0774c114-2e31-5d50-8769-4863cae14f73:owner', '145ee616-baaf-5965-8f49-41fc09b32cc6', '52397709-299a-578d-8100-deaef67c881a', 'owner', '"5c9d9365-b5f6-5363-bc69-f04236555f16"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 25);
INSERT INTO okr_g1.okr_ledger VALUES ('47c20659-4c38-5a91-baa6-29d0047d9b6f:target', '9a34b746-bdbe-537a-b02d-c8f17564ae30', '89fb29ed-578d-5dd9-bbf9-6429b203d946', 'target', '{"kind":"metric","baseline":"0","target":"140","unit":"回"}', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 26);
INSERT INTO okr_g1.okr_ledger VALUES ('47c20659-4c38-5a91-baa6-29d0047d9b6f:weight', '9a34b746-bdbe-537a-b02d-c8f17564ae30', '89fb29ed-578d-5dd9-bbf9-6429b203d946', 'weight', 'null', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 26);
INSERT INTO okr_g1.okr_ledger VALUES ('47c20659-4c38-5a91-baa6-29d0047d9b6f:owner', '9a34b746-bdbe-537a-b02d-c8f17564ae30', '89fb29ed-578d-5dd9-bbf9-6429b203d946', 'owner', '"02ab4a40-13c7-5757-992e-b4dc72c00f6b"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 26);
INSERT INTO okr_g1.okr_ledger VALUES ('ba9ff56a-ce68-5422-a465-18f072a6ac23:target', 'f41f5a08-d64a-58ea-9153-933c752de340', '6c9169ac-1b38-57f1-83e8-2dc978d4435f', 'target', '{"kind":"metric","baseline":"18.5","target":"9","unit":"%"}', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 27);
INSERT INTO okr_g1.okr_ledger VALUES ('ba9ff56a-ce68-5422-a465-18f072a6ac23:weight', 'f41f5a08-d64a-58ea-9153-933c752de340', '6c9169ac-1b38-57f1-83e8-2dc978d4435f', 'weight', 'null', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 27);
INSERT INTO okr_g1.okr_ledger VALUES ('ba9ff56a-ce68-5422-a465-18f072a6ac23:owner', 'f41f5a08-d64a-58ea-9153-933c752de340', '6c9169ac-1b38-57f1-83e8-2dc978d4435f', 'owner', '"5c9d9365-b5f6-5363-bc69-f04236555f16"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 27);
INSERT INTO okr_g1.okr_ledger VALUES ('6c862997-f458-5779-bcd9-9a58aedab197:target', 'f41f5a08-d64a-58ea-9153-933c752de340', 'b0f1da09-3bb3-52d3-9fc4-3f1a370147f7', 'target', '{"kind":"metric","baseline":"26","target":"32","unit":"%"}', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 28);
INSERT INTO okr_g1.okr_ledger VALUES ('6c862997-f458-5779-bcd9-9a58aedab197:weight', 'f41f5a08-d64a-58ea-9153-933c752de340', 'b0f1da09-3bb3-52d3-9fc4-3f1a370147f7', 'weight', 'null', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 28);
INSERT INTO okr_g1.okr_ledger VALUES ('6c862997-f458-5779-bcd9-9a58aedab197:owner', 'f41f5a08-d64a-58ea-9153-933c752de340', 'b0f1da09-3bb3-52d3-9fc4-3f1a370147f7', 'owner', '"71f4e983-98c5-56de-ba27-4654a2b86d9a"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 28);
INSERT INTO okr_g1.okr_ledger VALUES ('2f1c593e-093d-5a6e-b2be-47cb88d93969:target', '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', '4dea6bc5-b220-5dc0-b399-da5975e23572', 'target', '{"kind":"metric","baseline":"1","target":"9","unit":"社"}', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 29);
INSERT INTO okr_g1.okr_ledger VALUES ('2f1c593e-093d-5a6e-b2be-47cb88d93969:weight', '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', '4dea6bc5-b220-5dc0-b399-da5975e23572', 'weight', 'null', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 29);
INSERT INTO okr_g1.okr_ledger VALUES ('2f1c593e-093d-5a6e-b2be-47cb88d93969:owner', '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', '4dea6bc5-b220-5dc0-b399-da5975e23572', 'owner', '"a385ac7e-46b0-5e6d-b9a6-2a91a123f305"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 29);
INSERT INTO okr_g1.okr_ledger VALUES ('51b7bff2-f31e-5097-85bd-6b199a8a8bca:target', '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', 'dde505a9-9c99-5d72-a27b-718f74d0ffa0', 'target', '{"kind":"metric","baseline":"0.9","target":"0.3","unit":"%"}', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 30);
INSERT INTO okr_g1.okr_ledger VALUES ('51b7bff2-f31e-5097-85bd-6b199a8a8bca:weight', '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', 'dde505a9-9c99-5d72-a27b-718f74d0ffa0', 'weight', 'null', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 30);
INSERT INTO okr_g1.okr_ledger VALUES ('51b7bff2-f31e-5097-85bd-6b199a8a8bca:owner', '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', 'dde505a9-9c99-5d72-a27b-718f74d0ffa0', 'owner', '"8fb1e14b-b86f-5ab3-8f95-473861b111e6"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 30);
INSERT INTO okr_g1.okr_ledger VALUES ('2a75f651-afc8-5881-80ec-0f7dd360734a:target', '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', '3166fa29-4c4d-56e2-a210-54d73f76d127', 'target', '{"kind":"metric","baseline":"0","target":"12","unit":"社"}', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 31);
INSERT INTO okr_g1.okr_ledger VALUES ('2a75f651-afc8-5881-80ec-0f7dd360734a:weight', '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', '3166fa29-4c4d-56e2-a210-54d73f76d127', 'weight', 'null', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 31);
INSERT INTO okr_g1.okr_ledger VALUES ('2a75f651-afc8-5881-80ec-0f7dd360734a:owner', '7bded5b9-59d3-5b6e-9efd-8f4f8430867a', '3166fa29-4c4d-56e2-a210-54d73f76d127', 'owner', '"724b7184-1539-58c4-b691-9d1ca8352fff"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 31);
INSERT INTO okr_g1.okr_ledger VALUES ('9ff857f8-ade6-5658-a97f-e7981426b4d6:target', '401d4854-09e6-58a2-b64e-8ad654796ba1', 'f8c05a8b-44aa-56c4-aaab-e9a588d34c0d', 'target', '{"kind":"metric","baseline":"11","target":"3","unit":"日"}', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 32);
INSERT INTO okr_g1.okr_ledger VALUES ('9ff857f8-ade6-5658-a97f-e7981426b4d6:weight', '401d4854-09e6-58a2-b64e-8ad654796ba1', 'f8c05a8b-44aa-56c4-aaab-e9a588d34c0d', 'weight', 'null', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 32);
INSERT INTO okr_g1.okr_ledger VALUES ('9ff857f8-ade6-5658-a97f-e7981426b4d6:owner', '401d4854-09e6-58a2-b64e-8ad654796ba1', 'f8c05a8b-44aa-56c4-aaab-e9a588d34c0d', 'owner', '"02ab4a40-13c7-5757-992e-b4dc72c00f6b"', NULL, NULL, 'system:import', '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', 32);
INSERT INTO okr_g1.okr_ledger VALUES ('d02b1f79-efe7-513c-b0c4-3bdf65579838:objective''s owner', '09a84aa1-f0de-5802-ab18-084232f1d21f', NULL, 'objective''s owner', 'null', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 41);
INSERT INTO okr_g1.okr_ledger VALUES ('d02b1f79-efe7-513c-b0c4-3bdf65579838:team', '09a84aa1-f0de-5802-ab18-084232f1d21f', NULL, 'team', '"1"', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 41);
INSERT INTO okr_g1.okr_ledger VALUES ('24771690-f7b6-5b24-8c93-2fdde0f4bbbf:objective''s owner', '538aab29-22c7-5d17-8452-0e1e826fc5c3', NULL, 'objective''s owner', 'null', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 43);
INSERT INTO okr_g1.okr_ledger VALUES ('24771690-f7b6-5b24-8c93-2fdde0f4bbbf:team', '538aab29-22c7-5d17-8452-0e1e826fc5c3', NULL, 'team', '"2"', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 43);
INSERT INTO okr_g1.okr_ledger VALUES ('83e0d6f4-f382-5816-ac3a-1d059f2606a1:objective''s owner', '36a32858-fabd-5be9-8512-04b789e91995', NULL, 'objective''s owner', 'null', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 45);
INSERT INTO okr_g1.okr_ledger VALUES ('83e0d6f4-f382-5816-ac3a-1d059f2606a1:team', '36a32858-fabd-5be9-8512-04b789e91995', NULL, 'team', '"1"', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 45);
INSERT INTO okr_g1.okr_ledger VALUES ('d6d996ee-4536-5c49-8469-fa876ae9cba6:objective''s owner', '67cdc483-a7de-53cb-9181-0ce1801e170b', NULL, 'objective''s owner', 'null', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 47);
INSERT INTO okr_g1.okr_ledger VALUES ('d6d996ee-4536-5c49-8469-fa876ae9cba6:team', '67cdc483-a7de-53cb-9181-0ce1801e170b', NULL, 'team', '"2"', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 47);
INSERT INTO okr_g1.okr_ledger VALUES ('844751f7-4686-54e6-b43d-8e8b5e519731:target', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 'f385343f-7c9f-57a0-bf71-7a063b868a13', 'target', '{"kind":"metric","baseline":"0","target":"137"}', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 49);
INSERT INTO okr_g1.okr_ledger VALUES ('844751f7-4686-54e6-b43d-8e8b5e519731:weight', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 'f385343f-7c9f-57a0-bf71-7a063b868a13', 'weight', 'null', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 49);
INSERT INTO okr_g1.okr_ledger VALUES ('844751f7-4686-54e6-b43d-8e8b5e519731:owner', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 'f385343f-7c9f-57a0-bf71-7a063b868a13', 'owner', 'null', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 49);
INSERT INTO okr_g1.okr_ledger VALUES ('796cf33e-bad3-5116-92b4-03137986e1df:target', '36a32858-fabd-5be9-8512-04b789e91995', '8ea9fab1-8add-585d-ab7f-364f16951bbb', 'target', '{"kind":"metric","baseline":"0","target":"174"}', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 50);
INSERT INTO okr_g1.okr_ledger VALUES ('796cf33e-bad3-5116-92b4-03137986e1df:weight', '36a32858-fabd-5be9-8512-04b789e91995', '8ea9fab1-8add-585d-ab7f-364f16951bbb', 'weight', 'null', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 50);
INSERT INTO okr_g1.okr_ledger VALUES ('796cf33e-bad3-5116-92b4-03137986e1df:owner', '36a32858-fabd-5be9-8512-04b789e91995', '8ea9fab1-8add-585d-ab7f-364f16951bbb', 'owner', 'null', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 50);
INSERT INTO okr_g1.okr_ledger VALUES ('3527bb43-38ab-5cf4-9c95-7214d971ee27:target', '67cdc483-a7de-53cb-9181-0ce1801e170b', 'c2b5042a-b5d8-5a72-9524-8b72d4f3f3de', 'target', '{"kind":"metric","baseline":"21","target":"211"}', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 51);
INSERT INTO okr_g1.okr_ledger VALUES ('3527bb43-38ab-5cf4-9c95-7214d971ee27:weight', '67cdc483-a7de-53cb-9181-0ce1801e170b', 'c2b5042a-b5d8-5a72-9524-8b72d4f3f3de', 'weight', 'null', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 51);
INSERT INTO okr_g1.okr_ledger VALUES ('3527bb43-38ab-5cf4-9c95-7214d971ee27:owner', '67cdc483-a7de-53cb-9181-0ce1801e170b', 'c2b5042a-b5d8-5a72-9524-8b72d4f3f3de', 'owner', 'null', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 51);
INSERT INTO okr_g1.okr_ledger VALUES ('0d2c9415-43d0-5da8-85d5-976c72f0b473:target', '09a84aa1-f0de-5802-ab18-084232f1d21f', 'faa0bbe6-68f6-5831-bceb-413b1ee1d15f', 'target', '{"kind":"ordinal"}', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 52);
INSERT INTO okr_g1.okr_ledger VALUES ('0d2c9415-43d0-5da8-85d5-976c72f0b473:weight', '09a84aa1-f0de-5802-ab18-084232f1d21f', 'faa0bbe6-68f6-5831-bceb-413b1ee1d15f', 'weight', 'null', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 52);
INSERT INTO okr_g1.okr_ledger VALUES ('0d2c9415-43d0-5da8-85d5-976c72f0b473:owner', '09a84aa1-f0de-5802-ab18-084232f1d21f', 'faa0bbe6-68f6-5831-bceb-413b1ee1d15f', 'owner', 'null', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 52);
INSERT INTO okr_g1.okr_ledger VALUES ('9d02027f-7a05-5456-926f-1caa63b0d68f:target', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 'bd0aa3b1-e139-5cc5-b154-b831e011c0ad', 'target', '{"kind":"metric","baseline":"0","target":"285"}', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 53);
INSERT INTO okr_g1.okr_ledger VALUES ('9d02027f-7a05-5456-926f-1caa63b0d68f:weight', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 'bd0aa3b1-e139-5cc5-b154-b831e011c0ad', 'weight', 'null', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 53);
INSERT INTO okr_g1.okr_ledger VALUES ('9d02027f-7a05-5456-926f-1caa63b0d68f:owner', '538aab29-22c7-5d17-8452-0e1e826fc5c3', 'bd0aa3b1-e139-5cc5-b154-b831e011c0ad', 'owner', 'null', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 53);
INSERT INTO okr_g1.okr_ledger VALUES ('8c67261b-492f-5803-a80d-37a01473ed6c:target', '36a32858-fabd-5be9-8512-04b789e91995', '820eb921-e948-5a61-9626-76b8a48f17ad', 'target', '{"kind":"metric","baseline":"42","target":"322"}', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 54);
INSERT INTO okr_g1.okr_ledger VALUES ('8c67261b-492f-5803-a80d-37a01473ed6c:weight', '36a32858-fabd-5be9-8512-04b789e91995', '820eb921-e948-5a61-9626-76b8a48f17ad', 'weight', 'null', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 54);
INSERT INTO okr_g1.okr_ledger VALUES ('8c67261b-492f-5803-a80d-37a01473ed6c:owner', '36a32858-fabd-5be9-8512-04b789e91995', '820eb921-e948-5a61-9626-76b8a48f17ad', 'owner', 'null', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 54);
INSERT INTO okr_g1.okr_ledger VALUES ('48194d8a-3e7c-54f7-94ba-27414c8cf242:target', '67cdc483-a7de-53cb-9181-0ce1801e170b', '6daeffcb-2a42-5be5-b57e-9a2d89b56979', 'target', '{"kind":"metric","baseline":"0","target":"359"}', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 55);
INSERT INTO okr_g1.okr_ledger VALUES ('48194d8a-3e7c-54f7-94ba-27414c8cf242:weight', '67cdc483-a7de-53cb-9181-0ce1801e170b', '6daeffcb-2a42-5be5-b57e-9a2d89b56979', 'weight', 'null', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 55);
INSERT INTO okr_g1.okr_ledger VALUES ('48194d8a-3e7c-54f7-94ba-27414c8cf242:owner', '67cdc483-a7de-53cb-9181-0ce1801e170b', '6daeffcb-2a42-5be5-b57e-9a2d89b56979', 'owner', 'null', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 55);
INSERT INTO okr_g1.okr_ledger VALUES ('8959605c-576d-5207-b381-25e3da520864:target', '09a84aa1-f0de-5802-ab18-084232f1d21f', 'a183592b-b404-5dff-8796-17e72600d35c', 'target', '{"kind":"ordinal"}', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 56);
INSERT INTO okr_g1.okr_ledger VALUES ('8959605c-576d-5207-b381-25e3da520864:weight', '09a84aa1-f0de-5802-ab18-084232f1d21f', 'a183592b-b404-5dff-8796-17e72600d35c', 'weight', 'null', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 56);
INSERT INTO okr_g1.okr_ledger VALUES ('8959605c-576d-5207-b381-25e3da520864:owner', '09a84aa1-f0de-5802-ab18-084232f1d21f', 'a183592b-b404-5dff-8796-17e72600d35c', 'owner', 'null', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 56);
INSERT INTO okr_g1.okr_ledger VALUES ('031a8339-a252-5d0f-836f-9f9555271aad:target', '538aab29-22c7-5d17-8452-0e1e826fc5c3', '3e432e82-aaf0-5976-9608-c613376b6385', 'target', '{"kind":"metric","baseline":"63","target":"433"}', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 57);
INSERT INTO okr_g1.okr_ledger VALUES ('031a8339-a252-5d0f-836f-9f9555271aad:weight', '538aab29-22c7-5d17-8452-0e1e826fc5c3', '3e432e82-aaf0-5976-9608-c613376b6385', 'weight', 'null', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 57);
INSERT INTO okr_g1.okr_ledger VALUES ('031a8339-a252-5d0f-836f-9f9555271aad:owner', '538aab29-22c7-5d17-8452-0e1e826fc5c3', '3e432e82-aaf0-5976-9608-c613376b6385', 'owner', 'null', NULL, NULL, 'system:import', '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', 57);
INSERT INTO okr_g1.okr_ledger VALUES ('6a552844-2e6c-53aa-8ae9-649ebe65e1b2:target', '36a32858-fabd-5be9-8512-04b789e91995', '05b4a7b9-89a5-58a3-8200-4197b0878b76', 'target', '{"kind":"metric","baseline":"0","target":"470"}', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 58);
INSERT INTO okr_g1.okr_ledger VALUES ('6a552844-2e6c-53aa-8ae9-649ebe65e1b2:weight', '36a32858-fabd-5be9-8512-04b789e91995', '05b4a7b9-89a5-58a3-8200-4197b0878b76', 'weight', 'null', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 58);
INSERT INTO okr_g1.okr_ledger VALUES ('6a552844-2e6c-53aa-8ae9-649ebe65e1b2:owner', '36a32858-fabd-5be9-8512-04b789e91995', '05b4a7b9-89a5-58a3-8200-4197b0878b76', 'owner', 'null', NULL, NULL, 'system:import', '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', 58);
INSERT INTO okr_g1.okr_ledger VALUES ('38e38dc3-78a4-53aa-8470-ebdf367dca3d:objective''s owner', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', NULL, 'objective''s owner', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:05.68044+00', '2026-11-30 23:08:05.68044+00', 106);
INSERT INTO okr_g1.okr_ledger VALUES ('38e38dc3-78a4-53aa-8470-ebdf367dca3d:team', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', NULL, 'team', '"Sales"', NULL, NULL, 'operator', '2026-11-30 23:08:05.68044+00', '2026-11-30 23:08:05.68044+00', 106);
INSERT INTO okr_g1.okr_ledger VALUES ('9f00a60f-960a-5ae9-ad9a-259fa3a549a1:target', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', '1d755bcc-256a-597b-8bbd-ae85225ae62b', 'target', '{"kind":"metric","baseline":"0","target":"10","unit":"calls"}', NULL, NULL, 'operator', '2026-11-30 23:08:05.773428+00', '2026-11-30 23:08:05.773428+00', 108);
INSERT INTO okr_g1.okr_ledger VALUES ('9f00a60f-960a-5ae9-ad9a-259fa3a549a1:weight', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', '1d755bcc-256a-597b-8bbd-ae85225ae62b', 'weight', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:05.773428+00', '2026-11-30 23:08:05.773428+00', 108);
INSERT INTO okr_g1.okr_ledger VALUES ('9f00a60f-960a-5ae9-ad9a-259fa3a549a1:owner', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', '1d755bcc-256a-597b-8bbd-ae85225ae62b', 'owner', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:05.773428+00', '2026-11-30 23:08:05.773428+00', 108);
INSERT INTO okr_g1.okr_ledger VALUES ('cd1cdc37-64a7-5bbf-a779-2a43bd30bf94:target', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', '51162366-48f6-55df-ab22-39c215d65eed', 'target', '{"kind":"metric","baseline":"0","target":"10","unit":"calls"}', NULL, NULL, 'operator', '2026-11-30 23:08:06.157745+00', '2026-11-30 23:08:06.157745+00', 110);
INSERT INTO okr_g1.okr_ledger VALUES ('cd1cdc37-64a7-5bbf-a779-2a43bd30bf94:weight', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', '51162366-48f6-55df-ab22-39c215d65eed', 'weight', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:06.157745+00', '2026-11-30 23:08:06.157745+00', 110);
INSERT INTO okr_g1.okr_ledger VALUES ('cd1cdc37-64a7-5bbf-a779-2a43bd30bf94:owner', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', '51162366-48f6-55df-ab22-39c215d65eed', 'owner', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:06.157745+00', '2026-11-30 23:08:06.157745+00', 110);
INSERT INTO okr_g1.okr_ledger VALUES ('65a073a3-18e1-5980-91b4-86d1a720021b:target', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', '881c5889-229b-56b7-8d78-1799f4f46d12', 'target', '{"kind":"metric","baseline":"0","target":"10","unit":"calls"}', NULL, NULL, 'operator', '2026-11-30 23:08:06.659205+00', '2026-11-30 23:08:06.659205+00', 112);
INSERT INTO okr_g1.okr_ledger VALUES ('65a073a3-18e1-5980-91b4-86d1a720021b:weight', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', '881c5889-229b-56b7-8d78-1799f4f46d12', 'weight', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:06.659205+00', '2026-11-30 23:08:06.659205+00', 112);
INSERT INTO okr_g1.okr_ledger VALUES ('65a073a3-18e1-5980-91b4-86d1a720021b:owner', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', '881c5889-229b-56b7-8d78-1799f4f46d12', 'owner', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:06.659205+00', '2026-11-30 23:08:06.659205+00', 112);
INSERT INTO okr_g1.okr_ledger VALUES ('925c07d8-1236-5d24-9164-be67906f1cc6:link', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', '881c5889-229b-56b7-8d78-1799f4f46d12', 'link', '["1d755bcc-256a-597b-8bbd-ae85225ae62b","51162366-48f6-55df-ab22-39c215d65eed"]', 'sealed:v1:operator:jRP_0fcrFHGvHOYO_rpN7Di4O6Y97GxWoQkQl4vWsVWZS3h8SQmZWICNiQ==', NULL, 'operator', '2026-11-30 23:08:06.786304+00', '2026-11-30 23:08:06.786304+00', 113);
INSERT INTO okr_g1.okr_ledger VALUES ('97d01608-cdef-5fa6-ae13-4cceb19a5701:place', '54113d5f-6bcd-5b25-8963-18f4a9f91f16', '51162366-48f6-55df-ab22-39c215d65eed', 'place', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:06.970474+00', '2026-11-30 23:08:06.970474+00', 114);
INSERT INTO okr_g1.okr_ledger VALUES ('87f81672-8653-5884-8061-0c5c7eb080ab:objective''s owner', '42b958d4-4531-5e6a-ab55-e8c7100912d0', NULL, 'objective''s owner', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:07.137621+00', '2026-11-30 23:08:07.137621+00', 115);
INSERT INTO okr_g1.okr_ledger VALUES ('87f81672-8653-5884-8061-0c5c7eb080ab:team', '42b958d4-4531-5e6a-ab55-e8c7100912d0', NULL, 'team', '"Sales"', NULL, NULL, 'operator', '2026-11-30 23:08:07.137621+00', '2026-11-30 23:08:07.137621+00', 115);
INSERT INTO okr_g1.okr_ledger VALUES ('38c5372d-196f-590e-8834-fe662f007542:target', '42b958d4-4531-5e6a-ab55-e8c7100912d0', '68a66fb5-aec4-59a1-b35b-fa99d13637d5', 'target', '{"kind":"metric","baseline":"0","target":"10","unit":"calls"}', NULL, NULL, 'operator', '2026-11-30 23:08:07.479666+00', '2026-11-30 23:08:07.479666+00', 117);
INSERT INTO okr_g1.okr_ledger VALUES ('38c5372d-196f-590e-8834-fe662f007542:weight', '42b958d4-4531-5e6a-ab55-e8c7100912d0', '68a66fb5-aec4-59a1-b35b-fa99d13637d5', 'weight', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:07.479666+00', '2026-11-30 23:08:07.479666+00', 117);
INSERT INTO okr_g1.okr_ledger VALUES ('38c5372d-196f-590e-8834-fe662f007542:owner', '42b958d4-4531-5e6a-ab55-e8c7100912d0', '68a66fb5-aec4-59a1-b35b-fa99d13637d5', 'owner', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:07.479666+00', '2026-11-30 23:08:07.479666+00', 117);
INSERT INTO okr_g1.okr_ledger VALUES ('acd22469-4f6e-5dfa-a4eb-b19b16d93ac4:objective''s owner', '5cfe5385-1574-5139-aa26-9bd7ea9ae868', NULL, 'objective''s owner', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:07.566797+00', '2026-11-30 23:08:07.566797+00', 118);
INSERT INTO okr_g1.okr_ledger VALUES ('acd22469-4f6e-5dfa-a4eb-b19b16d93ac4:team', '5cfe5385-1574-5139-aa26-9bd7ea9ae868', NULL, 'team', '"Sales"', NULL, NULL, 'operator', '2026-11-30 23:08:07.566797+00', '2026-11-30 23:08:07.566797+00', 118);
INSERT INTO okr_g1.okr_ledger VALUES ('7c669cfd-97e6-5a67-b8da-d9cca0b1f42b:target', '5cfe5385-1574-5139-aa26-9bd7ea9ae868', '720fa2b1-306e-54ac-bfa4-e38acc1d6136', 'target', '{"kind":"metric","baseline":"0","target":"10","unit":"calls"}', NULL, NULL, 'operator', '2026-11-30 23:08:07.882362+00', '2026-11-30 23:08:07.882362+00', 120);
INSERT INTO okr_g1.okr_ledger VALUES ('7c669cfd-97e6-5a67-b8da-d9cca0b1f42b:weight', '5cfe5385-1574-5139-aa26-9bd7ea9ae868', '720fa2b1-306e-54ac-bfa4-e38acc1d6136', 'weight', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:07.882362+00', '2026-11-30 23:08:07.882362+00', 120);
INSERT INTO okr_g1.okr_ledger VALUES ('7c669cfd-97e6-5a67-b8da-d9cca0b1f42b:owner', '5cfe5385-1574-5139-aa26-9bd7ea9ae868', '720fa2b1-306e-54ac-bfa4-e38acc1d6136', 'owner', 'null', NULL, NULL, 'operator', '2026-11-30 23:08:07.882362+00', '2026-11-30 23:08:07.882362+00', 120);
INSERT INTO okr_g1.okr_ledger VALUES ('a6babf82-5d0e-53c7-b773-ff0d375a61c1:alignment', '5cfe5385-1574-5139-aa26-9bd7ea9ae868', NULL, 'alignment', '{"objective":null,"key_result":"68a66fb5-aec4-59a1-b35b-fa99d13637d5"}', 'sealed:v1:operator:Tc9Lo2vaBRdsaIEixuNT27T1ZVKKi8Gl1wzhxEcwTf6hcSTATZMU', NULL, 'operator', '2026-11-30 23:08:08.371419+00', '2026-11-30 23:08:08.371419+00', 122);
INSERT INTO okr_g1.okr_ledger VALUES ('4f50352f-1d5a-50f7-a8ab-fa190a3c8138:target', '5cfe5385-1574-5139-aa26-9bd7ea9ae868', '720fa2b1-306e-54ac-bfa4-e38acc1d6136', 'target', '{"kind":"metric","baseline":"0","target":"12","unit":"calls"}', 'sealed:v1:operator:yxTr7ccC8Ept_mOk1hHC7F0pwRO3Szkp7ELynVaSLDc=', NULL, 'operator', '2026-11-30 23:08:09.171276+00', '2026-11-30 23:08:09.171276+00', 127);
INSERT INTO okr_g1.okr_objectives VALUES ('145ee616-baaf-5965-8f49-41fc09b32cc6', 1, 'アジアの中小企業に、日本の丁寧さを / Bring Japanese care to small firms across Asia', 'c673e710-d8b2-52ad-b370-840b71eafefe', 'Company', '9debee61-3243-5c74-809e-a86a90da466e', 'published', NULL, 'key-results', 'weight', NULL, NULL, NULL, NULL, '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_objectives VALUES ('9a34b746-bdbe-537a-b02d-c8f17564ae30', 2, '一人にしない会社 / Nobody works alone here', 'c673e710-d8b2-52ad-b370-840b71eafefe', 'Company', '02ab4a40-13c7-5757-992e-b4dc72c00f6b', 'published', NULL, 'key-results', 'weight', NULL, NULL, NULL, NULL, '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_objectives VALUES ('f41f5a08-d64a-58ea-9153-933c752de340', 3, '値引きではなく価値で売る / Sell on value, not on discount', 'c673e710-d8b2-52ad-b370-840b71eafefe', 'Sales', '5c9d9365-b5f6-5363-bc69-f04236555f16', 'published', NULL, 'key-results', 'weight', NULL, NULL, NULL, NULL, '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_objectives VALUES ('7bded5b9-59d3-5b6e-9efd-8f4f8430867a', 4, '大口顧客と三年の約束を結ぶ / Win three-year commitments from large customers', 'c673e710-d8b2-52ad-b370-840b71eafefe', 'Enterprise', '71f4e983-98c5-56de-ba27-4654a2b86d9a', 'published', NULL, 'key-results', 'weight', NULL, NULL, NULL, NULL, '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_objectives VALUES ('401d4854-09e6-58a2-b64e-8ad654796ba1', 5, 'お客様の声から三日で直す / From a customer''s word to a fix in three days', 'c673e710-d8b2-52ad-b370-840b71eafefe', 'Dev', '02ab4a40-13c7-5757-992e-b4dc72c00f6b', 'published', NULL, 'key-results', 'weight', NULL, NULL, NULL, NULL, '2026-07-01 00:00:00+00', '2026-07-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_objectives VALUES ('36a32858-fabd-5be9-8512-04b789e91995', 8, 'Objective 3', '9c186571-af50-544b-b96f-c064f55f9414', '1', NULL, 'published', NULL, 'key-results', 'weight', NULL, NULL, NULL, NULL, '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_objectives VALUES ('67cdc483-a7de-53cb-9181-0ce1801e170b', 9, 'Objective 4', '9c186571-af50-544b-b96f-c064f55f9414', '2', NULL, 'published', NULL, 'key-results', 'weight', NULL, NULL, NULL, NULL, '2026-10-01 00:00:00+00', '2026-10-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_objectives VALUES ('09a84aa1-f0de-5802-ab18-084232f1d21f', 6, 'Objective 1', '5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735', '1', NULL, 'closed', 'successful', 'key-results', 'weight', NULL, NULL, NULL, NULL, '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', '2023-10-01 00:00:00+00');
INSERT INTO okr_g1.okr_objectives VALUES ('538aab29-22c7-5d17-8452-0e1e826fc5c3', 7, 'Objective 2', '5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735', '2', NULL, 'closed', 'notsuccessful', 'key-results', 'weight', NULL, NULL, NULL, NULL, '2023-07-01 00:00:00+00', '2023-07-01 00:00:00+00', '2023-10-01 00:00:00+00');
INSERT INTO okr_g1.okr_objectives VALUES ('54113d5f-6bcd-5b25-8963-18f4a9f91f16', 10, 'East', '8a3c807d-670f-59bd-85e4-f2c41054f269', 'Sales', NULL, 'published', NULL, 'key-results', 'weight', NULL, NULL, NULL, NULL, '2026-11-30 23:08:05.68044+00', '2026-11-30 23:08:05.719465+00', NULL);
INSERT INTO okr_g1.okr_objectives VALUES ('42b958d4-4531-5e6a-ab55-e8c7100912d0', 11, 'Be heard everywhere', '5d44d2b4-d0c9-5095-bb45-fe8837af3bd1', 'Sales', NULL, 'published', NULL, 'key-results', 'weight', NULL, NULL, NULL, NULL, '2026-11-30 23:08:07.137621+00', '2026-11-30 23:08:07.299956+00', NULL);
INSERT INTO okr_g1.okr_objectives VALUES ('5cfe5385-1574-5139-aa26-9bd7ea9ae868', 12, 'Call everybody', '5d44d2b4-d0c9-5095-bb45-fe8837af3bd1', 'Sales', NULL, 'published', NULL, 'key-results', 'weight', NULL, '68a66fb5-aec4-59a1-b35b-fa99d13637d5', '2026-11-30 23:08:08.371419+00', 122, '2026-11-30 23:08:07.566797+00', '2026-11-30 23:08:07.684205+00', NULL);
INSERT INTO okr_g1.okr_outcomes VALUES ('145ee616-baaf-5965-8f49-41fc09b32cc6', 'aspirational', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 15);
INSERT INTO okr_g1.okr_outcomes VALUES ('9a34b746-bdbe-537a-b02d-c8f17564ae30', 'aspirational', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 17);
INSERT INTO okr_g1.okr_outcomes VALUES ('f41f5a08-d64a-58ea-9153-933c752de340', 'aspirational', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 19);
INSERT INTO okr_g1.okr_outcomes VALUES ('7bded5b9-59d3-5b6e-9efd-8f4f8430867a', 'aspirational', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 21);
INSERT INTO okr_g1.okr_outcomes VALUES ('401d4854-09e6-58a2-b64e-8ad654796ba1', 'aspirational', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 23);
INSERT INTO okr_g1.okr_outcomes VALUES ('09a84aa1-f0de-5802-ab18-084232f1d21f', 'aspirational', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 41);
INSERT INTO okr_g1.okr_outcomes VALUES ('538aab29-22c7-5d17-8452-0e1e826fc5c3', 'aspirational', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 43);
INSERT INTO okr_g1.okr_outcomes VALUES ('36a32858-fabd-5be9-8512-04b789e91995', 'aspirational', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 45);
INSERT INTO okr_g1.okr_outcomes VALUES ('67cdc483-a7de-53cb-9181-0ce1801e170b', 'aspirational', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 47);
INSERT INTO okr_g1.okr_outcomes VALUES ('54113d5f-6bcd-5b25-8963-18f4a9f91f16', 'aspirational', true, 0.525, 0.525, 'tomoni/1', true, NULL, '2026-11-30 23:08:41.368194+00', 'system:quarter-end', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 106);
INSERT INTO okr_g1.okr_outcomes VALUES ('42b958d4-4531-5e6a-ab55-e8c7100912d0', 'aspirational', true, 0.23, 0.23, 'tomoni/1', true, NULL, '2026-11-30 23:08:42.912566+00', 'system:quarter-end', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 115);
INSERT INTO okr_g1.okr_outcomes VALUES ('5cfe5385-1574-5139-aa26-9bd7ea9ae868', 'aspirational', true, 0.5, 0.5, 'tomoni/1', true, NULL, '2026-11-30 23:08:42.912566+00', 'system:quarter-end', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 118);
INSERT INTO okr_g1.okr_people VALUES ('9debee61-3243-5c74-809e-a86a90da466e', 1, 'sealed:v1:9debee61-3243-5c74-809e-a86a90da466e:_PGd7GkWOCOOhdtN11QHCv66QFQTpetTu-xHuYB1kvg2-V_88x1SPxDddos=', 'sealed:v1:9debee61-3243-5c74-809e-a86a90da466e:OwoKXAxNC6DmLamHRdl-M3_oVnZ38QBY_6iEqbuO0H-pXzaK80EoYv_uitpngOms8vysf7SJoEVQshM=', '83d56c49ebf0210295cf22571fb494cc', 'sales', 'Company', NULL, '2018-06-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_people VALUES ('02ab4a40-13c7-5757-992e-b4dc72c00f6b', 2, 'sealed:v1:02ab4a40-13c7-5757-992e-b4dc72c00f6b:0ucd0Pk8dF1-c4GM1sbxOQlAG_ZrBpdHkVBcd9v1VqKOO3wAAb4MHYk=', 'sealed:v1:02ab4a40-13c7-5757-992e-b4dc72c00f6b:rlC83TVYPXaYd1EvviFJSbNw54XF76hF0dH7W5ZwAgErlIke6y-GaKw2KmbiWHn7ZSEpZIoUNw==', 'a8e8354381e9a6b2c77db3504072ac6d', 'dev', 'Dev', '9debee61-3243-5c74-809e-a86a90da466e', '2018-06-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_people VALUES ('5c9d9365-b5f6-5363-bc69-f04236555f16', 3, 'sealed:v1:5c9d9365-b5f6-5363-bc69-f04236555f16:69KwLbH5gE_ass1zxxgN43c6NOXcxXGOSw7NaudxucwEWh4tKhnHYA8=', 'sealed:v1:5c9d9365-b5f6-5363-bc69-f04236555f16:zn7t6B8MxjRapi085UnnPdvuUpVqXwXw4U3Afgs4Bx-YUIx8rfyJsCxlvcv08vwEehWZxPRs9ZM=', 'ee8d0e1f4909784d5853ab185e6bad7b', 'sales', 'Sales', '9debee61-3243-5c74-809e-a86a90da466e', '2020-02-17 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_people VALUES ('71f4e983-98c5-56de-ba27-4654a2b86d9a', 4, 'sealed:v1:71f4e983-98c5-56de-ba27-4654a2b86d9a:peiqQPM7Sw26TjKl-q1Oxa4xHp1pZ7F30-_SgPzV7vY1wCN6MNtcuwI=', 'sealed:v1:71f4e983-98c5-56de-ba27-4654a2b86d9a:s2Pm26AetomE70NexASxi90hORlBrSG-fzJqGZxdCpdjQ3k5IX1s6b16bnxs4aogp4vmWw==', 'ccbeaa6394180f50c0dfe1b47a388565', 'sales', 'Enterprise', '5c9d9365-b5f6-5363-bc69-f04236555f16', '2019-10-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_people VALUES ('a385ac7e-46b0-5e6d-b9a6-2a91a123f305', 5, 'sealed:v1:a385ac7e-46b0-5e6d-b9a6-2a91a123f305:WDqVNp8scY5Cu3-e9mmrI3gNE_6rDgNpLtlcRXBrPMb0g-OtdoDQQwM=', 'sealed:v1:a385ac7e-46b0-5e6d-b9a6-2a91a123f305:qvXbltQDOKxiC7zI5RUDvMGiYOvk3IO21QF2S_WdQxFIPLuiCmB0emrFpy6D16Zqsy1V60-drZKg', '1b317ab597ee3afbe114ac802e3fd8d1', 'sales', 'Enterprise', '71f4e983-98c5-56de-ba27-4654a2b86d9a', '2021-04-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_people VALUES ('724b7184-1539-58c4-b691-9d1ca8352fff', 6, 'sealed:v1:724b7184-1539-58c4-b691-9d1ca8352fff:gmx15OPFe6SY3GuY-5xLbSO-hXLOJfMPn43hAOwUYQK7WLE0qVWFGmajZg==', 'sealed:v1:724b7184-1539-58c4-b691-9d1ca8352fff:v0pDT2UoVKr4JnRuDmM36o0ZtWOmvZzLluLyREvdT6gDvAV8nze_whZ3VLMIcdFF9qxEG3EaZunaMw==', 'ab797225d59c60da9ea5a5e80900696b', 'sales', 'Enterprise', '71f4e983-98c5-56de-ba27-4654a2b86d9a', '2023-01-16 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_people VALUES ('8fb1e14b-b86f-5ab3-8f95-473861b111e6', 7, 'sealed:v1:8fb1e14b-b86f-5ab3-8f95-473861b111e6:s0pRlOMZ01eV_DO1rgPR19QVIU_C3QaJjzq4JKks_d9IkxFl32kpzdc=', 'sealed:v1:8fb1e14b-b86f-5ab3-8f95-473861b111e6:ElUvoqxNiNQKq7tJ0bjzqdBIh-SlrIhFMQM51W2qp7Dr0J89XvbKa3Yh-IncG-DaO2rFxD84G8kAe5ww', '4c64643951aa94801fb0a13339f203ad', 'sales', 'Enterprise', '71f4e983-98c5-56de-ba27-4654a2b86d9a', '2022-07-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_people VALUES ('8bd50886-25f6-5bc3-97fa-7928bb9f68b8', 8, 'sealed:v1:8bd50886-25f6-5bc3-97fa-7928bb9f68b8:aWlnf4-EBya50KfZRPBww6E4kWnZgYWobBqhCtTclzLoEmhBytjADss=', 'sealed:v1:8bd50886-25f6-5bc3-97fa-7928bb9f68b8:DNOyzKBVmSq71jKGihm67ZQ-COheMLxiadYdj-gm3GA-zyA-UWiTZ1cpxhip05LVE6sXqXQmY-A=', 'f5b2a493623ff18e7b5659cb8d3c2449', 'sales', 'Enterprise', '71f4e983-98c5-56de-ba27-4654a2b86d9a', '2024-11-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_private_objectives VALUES ('po-bea9d5bd4e35', '["9debee61-3243-5c74-809e-a86a90da466e", "02ab4a40-13c7-5757-992e-b4dc72c00f6b"]');
INSERT INTO okr_g1.okr_published_here VALUES ('145ee616-baaf-5965-8f49-41fc09b32cc6', NULL);
INSERT INTO okr_g1.okr_published_here VALUES ('9a34b746-bdbe-537a-b02d-c8f17564ae30', NULL);
INSERT INTO okr_g1.okr_published_here VALUES ('f41f5a08-d64a-58ea-9153-933c752de340', NULL);
INSERT INTO okr_g1.okr_published_here VALUES ('7bded5b9-59d3-5b6e-9efd-8f4f8430867a', NULL);
INSERT INTO okr_g1.okr_published_here VALUES ('401d4854-09e6-58a2-b64e-8ad654796ba1', NULL);
INSERT INTO okr_g1.okr_published_here VALUES ('09a84aa1-f0de-5802-ab18-084232f1d21f', NULL);
INSERT INTO okr_g1.okr_published_here VALUES ('538aab29-22c7-5d17-8452-0e1e826fc5c3', NULL);
INSERT INTO okr_g1.okr_published_here VALUES ('36a32858-fabd-5be9-8512-04b789e91995', NULL);
INSERT INTO okr_g1.okr_published_here VALUES ('67cdc483-a7de-53cb-9181-0ce1801e170b', NULL);
INSERT INTO okr_g1.okr_published_here VALUES ('54113d5f-6bcd-5b25-8963-18f4a9f91f16', '2026-11-30 23:08:05.719465+00');
INSERT INTO okr_g1.okr_published_here VALUES ('42b958d4-4531-5e6a-ab55-e8c7100912d0', '2026-11-30 23:08:07.299956+00');
INSERT INTO okr_g1.okr_published_here VALUES ('5cfe5385-1574-5139-aa26-9bd7ea9ae868', '2026-11-30 23:08:07.684205+00');
INSERT INTO okr_g1.okr_quarters VALUES ('4ea00a10-4a92-540b-b899-83dda069c1c2', 1, '2026-Q2', '2026-04-01', '2026-06-30', 'quarter', 'ended', '2026-04-01 00:00:00+00', '2026-07-01 00:00:00+00');
INSERT INTO okr_g1.okr_quarters VALUES ('c673e710-d8b2-52ad-b370-840b71eafefe', 2, '2026-Q3', '2026-07-01', '2026-09-30', 'quarter', 'started', '2026-07-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_quarters VALUES ('9c186571-af50-544b-b96f-c064f55f9414', 3, '2026-Q4', '2026-10-01', '2026-12-31', 'quarter', 'started', '2026-10-01 00:00:00+00', NULL);
INSERT INTO okr_g1.okr_quarters VALUES ('5b24215d-1cd5-5ab5-bdc0-b00a8fb5f735', 4, '2023-Q3', '2023-07-01', '2023-09-30', 'quarter', 'ended', '2023-07-01 00:00:00+00', '2023-10-01 00:00:00+00');
INSERT INTO okr_g1.okr_quarters VALUES ('8a3c807d-670f-59bd-85e4-f2c41054f269', 5, 'FY25-Q4', '2025-10-01', '2025-12-31', 'quarter', 'ended', '2026-11-30 23:08:05.464157+00', '2026-11-30 23:08:41.368194+00');
INSERT INTO okr_g1.okr_quarters VALUES ('5d44d2b4-d0c9-5095-bb45-fe8837af3bd1', 6, 'FY26-Q1', '2026-01-01', '2026-03-31', 'quarter', 'ended', '2026-11-30 23:08:05.627238+00', '2026-11-30 23:08:42.912566+00');
INSERT INTO okr_g1.projection_position VALUES ('okr', 177, '0da04e65-351a-51c8-9f8f-9b1f4137ffe4');
ALTER TABLE ONLY okr.pairing_handled_marks
    ADD CONSTRAINT pairing_handled_marks_pkey PRIMARY KEY (rule, event_id);
ALTER TABLE ONLY okr.parked_reactions
    ADD CONSTRAINT parked_reactions_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY okr.projection_generation
    ADD CONSTRAINT projection_generation_pkey PRIMARY KEY (service);
ALTER TABLE ONLY okr.sign_ins
    ADD CONSTRAINT sign_ins_pkey PRIMARY KEY (code_digest);
ALTER TABLE ONLY okr_g1.aggregate_versions
    ADD CONSTRAINT aggregate_versions_pkey PRIMARY KEY (aggregate);
ALTER TABLE ONLY okr_g1.generation_origin
    ADD CONSTRAINT generation_origin_pkey PRIMARY KEY (origin);
ALTER TABLE ONLY okr_g1.okr_added_here
    ADD CONSTRAINT okr_added_here_pkey PRIMARY KEY (key_result);
ALTER TABLE ONLY okr_g1.okr_buddy_meetings
    ADD CONSTRAINT okr_buddy_meetings_pkey PRIMARY KEY (meeting);
ALTER TABLE ONLY okr_g1.okr_cadences
    ADD CONSTRAINT okr_cadences_pkey PRIMARY KEY (cadence);
ALTER TABLE ONLY okr_g1.okr_check_in_notices
    ADD CONSTRAINT okr_check_in_notices_pkey PRIMARY KEY (notice);
ALTER TABLE ONLY okr_g1.okr_check_ins
    ADD CONSTRAINT okr_check_ins_pkey PRIMARY KEY (check_in);
ALTER TABLE ONLY okr_g1.okr_company
    ADD CONSTRAINT okr_company_pkey PRIMARY KEY (setting);
ALTER TABLE ONLY okr_g1.okr_endings
    ADD CONSTRAINT okr_endings_pkey PRIMARY KEY (quarter);
ALTER TABLE ONLY okr_g1.okr_insights
    ADD CONSTRAINT okr_insights_pkey PRIMARY KEY (insight);
ALTER TABLE ONLY okr_g1.okr_key_results
    ADD CONSTRAINT okr_key_results_pkey PRIMARY KEY (key_result);
ALTER TABLE ONLY okr_g1.okr_ledger
    ADD CONSTRAINT okr_ledger_pkey PRIMARY KEY (entry);
ALTER TABLE ONLY okr_g1.okr_objectives
    ADD CONSTRAINT okr_objectives_pkey PRIMARY KEY (objective);
ALTER TABLE ONLY okr_g1.okr_outcomes
    ADD CONSTRAINT okr_outcomes_pkey PRIMARY KEY (objective);
ALTER TABLE ONLY okr_g1.okr_people
    ADD CONSTRAINT okr_people_pkey PRIMARY KEY (person);
ALTER TABLE ONLY okr_g1.okr_private_objectives
    ADD CONSTRAINT okr_private_objectives_pkey PRIMARY KEY (objective);
ALTER TABLE ONLY okr_g1.okr_published_here
    ADD CONSTRAINT okr_published_here_pkey PRIMARY KEY (objective);
ALTER TABLE ONLY okr_g1.okr_quarters
    ADD CONSTRAINT okr_quarters_pkey PRIMARY KEY (quarter);
ALTER TABLE ONLY okr_g1.parked_events
    ADD CONSTRAINT parked_events_pkey PRIMARY KEY ("position");
ALTER TABLE ONLY okr_g1.projection_position
    ADD CONSTRAINT projection_position_pkey PRIMARY KEY (store);
CREATE INDEX ix_okr_buddy_meetings_day ON okr_g1.okr_buddy_meetings USING btree (day);
CREATE INDEX ix_okr_check_in_notices_key_result ON okr_g1.okr_check_in_notices USING btree (key_result);
CREATE INDEX ix_okr_insights_objective ON okr_g1.okr_insights USING btree (objective);
CREATE INDEX ix_okr_insights_shared ON okr_g1.okr_insights USING btree (shared);
CREATE INDEX ix_okr_key_results_number ON okr_g1.okr_key_results USING btree (number);
CREATE INDEX ix_okr_key_results_objective ON okr_g1.okr_key_results USING btree (objective);
CREATE INDEX ix_okr_objectives_number ON okr_g1.okr_objectives USING btree (number);
CREATE INDEX ix_okr_objectives_parent_key_result ON okr_g1.okr_objectives USING btree (parent_key_result);
CREATE INDEX ix_okr_objectives_parent_objective ON okr_g1.okr_objectives USING btree (parent_objective);
CREATE INDEX ix_okr_objectives_quarter ON okr_g1.okr_objectives USING btree (quarter);
CREATE INDEX ix_okr_outcomes_carried_from ON okr_g1.okr_outcomes USING btree (carried_from);
CREATE INDEX ix_okr_people_email_index ON okr_g1.okr_people USING btree (email_index);
CREATE INDEX ix_okr_people_manager ON okr_g1.okr_people USING btree (manager);
CREATE INDEX ix_okr_people_number ON okr_g1.okr_people USING btree (number);
CREATE INDEX okr_check_ins_help ON okr_g1.okr_check_ins USING btree ("position") WHERE (help_wanted IS NOT NULL);
CREATE INDEX okr_check_ins_latest ON okr_g1.okr_check_ins USING btree (key_result, retracted, "time", "position");
CREATE INDEX okr_ledger_key_result ON okr_g1.okr_ledger USING btree (key_result, "position");
CREATE INDEX okr_ledger_objective ON okr_g1.okr_ledger USING btree (objective, "position");
