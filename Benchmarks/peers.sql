-- The event table that a council would make in PostgreSQL: unique ids, a version for each subject, and indexes that answer
-- what daybook's views answer. Positions are identities, so they may have gaps, and become visible out of order.
CREATE TABLE events (
  position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  source text NOT NULL,
  id text NOT NULL,
  type text NOT NULL,
  subject text NOT NULL,
  version bigint NOT NULL,
  time timestamptz NOT NULL,
  actor text NOT NULL,
  recorded timestamptz NOT NULL DEFAULT clock_timestamp(),
  event jsonb NOT NULL,
  UNIQUE (source, id),
  UNIQUE (subject, version)
);
CREATE INDEX ON events (actor, position);
CREATE INDEX ON events (type, position);
CREATE INDEX ON events (actor, time) WHERE type = 'decision.made';

-- One event, at the next version of its subject. A repeat is recognised by source and id.
CREATE FUNCTION append(event jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  name text := event->>'subject';
  place bigint;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(name, 0));
  INSERT INTO events (source, id, type, subject, version, time, actor, event)
  VALUES (event->>'source', event->>'id', event->>'type', name,
          1 + coalesce((SELECT max(version) FROM events e WHERE e.subject = name), 0),
          (event->>'time')::timestamptz, event->>'actor', event)
  ON CONFLICT (source, id) DO NOTHING
  RETURNING position INTO place;
  RETURN place;
END $$;

-- Many events in one statement.
CREATE FUNCTION append_many(batch jsonb) RETURNS bigint LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(name, 0)) FROM (
    SELECT DISTINCT e->>'subject' AS name FROM jsonb_array_elements(batch) e ORDER BY 1) names;
  INSERT INTO events (source, id, type, subject, version, time, actor, event)
  SELECT e->>'source', e->>'id', e->>'type', e->>'subject',
         coalesce(before.version, 0) + row_number() OVER (PARTITION BY e->>'subject' ORDER BY place),
         (e->>'time')::timestamptz, e->>'actor', e
  FROM jsonb_array_elements(batch) WITH ORDINALITY AS events(e, place)
  LEFT JOIN LATERAL (SELECT max(version) AS version FROM events k WHERE k.subject = e->>'subject') before ON true
  ORDER BY place
  ON CONFLICT (source, id) DO NOTHING;
  RETURN jsonb_array_length(batch);
END $$;
