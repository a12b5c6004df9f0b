import GRDB
import RunLog

/// The store's tables, as `docs/schema.md` describes them.
///
/// Migrations are only ever added: a store of any age is brought up to date, and one that is newer is refused.
enum Schema {
    /// Marks the file as ours: "PGLT" in ASCII.
    static let applicationID = 0x5047_4C54

    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1 tables") { db in
            try db.execute(sql: sweeps + runs + metrics + notes + intake)
            try db.execute(sql: "PRAGMA application_id = \(applicationID)")
        }
        migrator.registerMigration("2 archive and goals") { db in
            try db.execute(
                sql: """
                    ALTER TABLE run ADD COLUMN archived_at REAL;
                    ALTER TABLE metric ADD COLUMN goal TEXT CHECK (goal IN ('min', 'max'));
                    """
            )
        }
        migrator.registerMigration("3 strips of points", foreignKeyChecks: .immediate, migrate: PointTables.takeOver)
        migrator.registerMigration("4 clusters") { db in try db.execute(sql: clusters) }
        migrator.registerMigration("5 capture") { db in try db.execute(sql: CaptureTables.sql) }
        migrator.registerMigration("6 expectations") { db in try db.execute(sql: expectations) }
        migrator.registerMigration("7 jobs of trials") { db in
            try db.execute(sql: "ALTER TABLE trial ADD COLUMN jobs TEXT")
        }
        migrator.registerMigration("8 folders") { db in try db.execute(sql: FolderTable.sql) }
        migrator.registerMigration("9 GPUs of jobs") { db in
            try db.execute(
                sql: """
                    ALTER TABLE slurm_run ADD COLUMN gpus INTEGER;
                    ALTER TABLE slurm_run ADD COLUMN asked_gpus INTEGER;
                    ALTER TABLE slurm_run ADD COLUMN sharing INTEGER;
                    """
            )
        }
        return migrator
    }

    private static let sweeps = """
        CREATE TABLE sweep (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            spec_path TEXT,
            spec TEXT NOT NULL DEFAULT '',
            created_at REAL NOT NULL
        ) STRICT;
        CREATE TABLE trial (
            id INTEGER PRIMARY KEY,
            sweep_id INTEGER NOT NULL REFERENCES sweep(id) ON DELETE CASCADE,
            key TEXT NOT NULL,
            number INTEGER,
            axes TEXT NOT NULL,
            configuration TEXT NOT NULL,
            UNIQUE (sweep_id, key)
        ) STRICT;
        CREATE INDEX trial_number ON trial(sweep_id, number);

        """

    private static let runs = """
        CREATE TABLE run (
            id INTEGER PRIMARY KEY,
            sweep_id INTEGER REFERENCES sweep(id),
            trial_id INTEGER REFERENCES trial(id) ON DELETE SET NULL,
            key TEXT NOT NULL,
            attempt INTEGER NOT NULL CHECK (attempt >= 1),
            stage TEXT NOT NULL DEFAULT 'run',
            cluster TEXT,
            token TEXT,
            directory TEXT NOT NULL UNIQUE,
            state TEXT NOT NULL CHECK (state IN (\(states))),
            evidence TEXT NOT NULL,
            source TEXT NOT NULL,
            host TEXT,
            created_at REAL NOT NULL,
            started_at REAL,
            finished_at REAL,
            UNIQUE (key, attempt)
        ) STRICT;
        CREATE INDEX run_sweep ON run(sweep_id);
        CREATE INDEX run_trial ON run(trial_id);
        CREATE TABLE param (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            path TEXT NOT NULL,
            type TEXT NOT NULL CHECK (type IN ('null', 'bool', 'int', 'double', 'string', 'json')),
            value ANY,
            PRIMARY KEY (run_id, path)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE event (
            id INTEGER PRIMARY KEY,
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            at REAL NOT NULL,
            state TEXT NOT NULL CHECK (state IN (\(states))),
            source TEXT NOT NULL CHECK (source IN (\(sources))),
            evidence TEXT NOT NULL
        ) STRICT;
        CREATE INDEX event_run ON event(run_id);

        """

    /// `point` has no foreign keys, which would cost two look-ups a row; the trigger does their work.
    private static let metrics = """
        CREATE TABLE metric (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE point (
            run_id INTEGER NOT NULL,
            metric_id INTEGER NOT NULL,
            step INTEGER NOT NULL,
            time REAL NOT NULL,
            value REAL,
            PRIMARY KEY (run_id, metric_id, step)
        ) STRICT, WITHOUT ROWID;
        CREATE TRIGGER run_points AFTER DELETE ON run BEGIN
            DELETE FROM point WHERE run_id = old.id;
        END;
        CREATE TABLE summary (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            metric_id INTEGER NOT NULL REFERENCES metric(id),
            last REAL,
            last_step INTEGER NOT NULL,
            min REAL,
            min_step INTEGER,
            max REAL,
            max_step INTEGER,
            count INTEGER NOT NULL,
            PRIMARY KEY (run_id, metric_id)
        ) STRICT, WITHOUT ROWID;

        """

    private static let notes = """
        CREATE TABLE artifact (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            sha256 TEXT NOT NULL,
            time REAL NOT NULL,
            PRIMARY KEY (run_id, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE tag (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            PRIMARY KEY (run_id, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE note (
            id INTEGER PRIMARY KEY,
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            at REAL NOT NULL,
            text TEXT NOT NULL
        ) STRICT;

        """

    /// Each version of a sweep's expected table, kept so that a change after results can be seen.
    private static let expectations = """
        CREATE TABLE expectation (
            id INTEGER PRIMARY KEY,
            sweep_id INTEGER NOT NULL REFERENCES sweep(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            path TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            text TEXT NOT NULL,
            seen_at REAL NOT NULL,
            results INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX expectation_sweep ON expectation(sweep_id, name);

        """

    private static let intake = """
        CREATE TABLE cursor (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            file TEXT NOT NULL,
            offset INTEGER NOT NULL,
            skipping INTEGER NOT NULL,
            size INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            tail BLOB NOT NULL,
            bad_lines INTEGER NOT NULL,
            PRIMARY KEY (run_id, file)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE bad_line (
            run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
            file TEXT NOT NULL,
            offset INTEGER NOT NULL,
            reason TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (run_id, file, offset)
        ) STRICT, WITHOUT ROWID;

        """

    private static let clusters = """
        CREATE TABLE submission (
            id INTEGER PRIMARY KEY,
            token TEXT NOT NULL UNIQUE,
            cluster TEXT NOT NULL,
            sweep_id INTEGER NOT NULL REFERENCES sweep(id) ON DELETE CASCADE,
            name TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('intended', 'unknown', 'submitted', 'refused', 'absent')),
            job INTEGER,
            evidence TEXT NOT NULL,
            created_at REAL NOT NULL,
            sent_at REAL
        ) STRICT;
        CREATE INDEX submission_sweep ON submission(sweep_id);
        CREATE TABLE slurm_run (
            run_id INTEGER PRIMARY KEY REFERENCES run(id) ON DELETE CASCADE,
            submission_id INTEGER NOT NULL REFERENCES submission(id) ON DELETE CASCADE,
            task INTEGER,
            job TEXT,
            state TEXT,
            reason TEXT,
            partition TEXT,
            nodes TEXT,
            submitted_at REAL,
            started_at REAL,
            ended_at REAL,
            exit TEXT,
            max_memory INTEGER,
            seen_at REAL
        ) STRICT;
        CREATE INDEX slurm_run_submission ON slurm_run(submission_id);
        CREATE TABLE cluster_poll (
            cluster TEXT PRIMARY KEY,
            asked_at REAL NOT NULL,
            answered_at REAL,
            problem TEXT
        ) STRICT;

        """

    private static let states = RunState.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    private static let sources = EvidenceSource.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
}
