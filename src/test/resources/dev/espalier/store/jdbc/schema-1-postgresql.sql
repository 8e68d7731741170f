create table if not exists espalier_store (
    id smallint primary key check (id = 1),
    identity text not null,
    epoch bigint not null,
    schema_version int not null
);

create table if not exists espalier_events (
    position bigint primary key,
    category text collate "C" not null,
    stream text collate "C" not null,
    version bigint not null,
    type text collate "C" not null,
    schema_version int not null,
    event_id uuid not null,
    tags text,
    payload bytea not null,
    metadata text,
    origin smallint not null,
    occurred_at bigint not null,
    recorded_at bigint not null
);

create unique index if not exists espalier_events_stream on espalier_events (category, stream, version);

create unique index if not exists espalier_events_id on espalier_events (event_id);

create index if not exists espalier_events_category on espalier_events (category, position);

create table if not exists espalier_tags (
    tag text collate "C" not null,
    position bigint not null,
    primary key (tag, position)
);

create table if not exists espalier_types (
    category text collate "C" not null,
    name text collate "C" not null,
    schema_version int not null,
    first_seen bigint not null,
    primary key (category, name, schema_version)
);

create table if not exists espalier_snapshot_versions (
    service text collate "C" not null,
    category text collate "C" not null,
    stream text collate "C" not null,
    version bigint not null,
    primary key (service, category, stream)
) with (fillfactor = 50);

insert into espalier_store (id, identity, epoch, schema_version)
values (1, gen_random_uuid()::text, 1, 1) on conflict do nothing;
