create table if not exists espalier_store (
    id tinyint primary key check (id = 1),
    identity varchar(40) not null,
    epoch bigint not null,
    schema_version int not null
) engine = InnoDB row_format = dynamic character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists espalier_events (
    position bigint primary key,
    category varchar(64) not null,
    stream varchar(255) not null,
    version bigint not null,
    type varchar(255) not null,
    schema_version int not null,
    event_id binary(16) not null,
    tags longtext,
    payload longblob not null,
    metadata longtext,
    origin tinyint not null,
    occurred_at bigint not null,
    recorded_at bigint not null,
    unique key by_stream (category, stream, version),
    unique key by_id (event_id),
    key by_category (category, position)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists espalier_tags (
    tag varchar(320) not null,
    position bigint not null,
    primary key (tag, position)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists espalier_types (
    category varchar(64) not null,
    name varchar(255) not null,
    schema_version int not null,
    first_seen bigint not null,
    primary key (category, name, schema_version)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists espalier_snapshot_versions (
    service varchar(255) not null,
    category varchar(64) not null,
    stream varchar(255) not null,
    version bigint not null,
    primary key (service, category, stream)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists espalier_stream_heads (
    category varchar(64) not null,
    stream varchar(255) not null,
    version bigint not null,
    mark varchar(64),
    primary key (category, stream)
) engine = InnoDB row_format = dynamic character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists espalier_sequencer (
    id tinyint primary key check (id = 1),
    head bigint not null,
    recorded_at bigint not null
) engine = InnoDB row_format = dynamic character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists espalier_flushes (
    id tinyint primary key check (id = 1),
    number bigint not null
) engine = InnoDB row_format = dynamic character set utf8mb4 collate utf8mb4_nopad_bin;

insert ignore into espalier_sequencer (id, head, recorded_at) values (1, 0, 0);

insert ignore into espalier_flushes (id, number) values (1, 0);

insert ignore into espalier_store (id, identity, epoch, schema_version)
values (1, replace(uuid(), '-', ''), 1, 1);
