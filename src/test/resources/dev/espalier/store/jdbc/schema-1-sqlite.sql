create table if not exists espalier_store (
    id integer primary key check (id = 1),
    identity text not null,
    epoch integer not null,
    schema_version integer not null
) strict;

create table if not exists espalier_events (
    position integer primary key,
    category text not null,
    stream text not null,
    version integer not null,
    type text not null,
    schema_version integer not null,
    event_id blob not null,
    tags text,
    payload blob not null,
    metadata text,
    origin integer not null,
    occurred_at integer not null,
    recorded_at integer not null
) strict;

create unique index if not exists espalier_events_stream on espalier_events (category, stream, version);

create unique index if not exists espalier_events_id on espalier_events (event_id);

create index if not exists espalier_events_category on espalier_events (category, position);

create table if not exists espalier_tags (
    tag text not null,
    position integer not null,
    primary key (tag, position)
) strict, without rowid;

create table if not exists espalier_types (
    category text not null,
    name text not null,
    schema_version integer not null,
    first_seen integer not null,
    primary key (category, name, schema_version)
) strict, without rowid;

create table if not exists espalier_snapshot_versions (
    service text not null,
    category text not null,
    stream text not null,
    version integer not null,
    primary key (service, category, stream)
) strict, without rowid;

insert or ignore into espalier_store (id, identity, epoch, schema_version)
values (1, lower(hex(randomblob(16))), 1, 1);
