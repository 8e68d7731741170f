package dev.espalier.store.jdbc;

/** MariaDB dies; the settings are those that a server has by itself. */
@NeedsMariaDb
class MariaDbCrashTest extends ServerCrashCases {
    @Override
    MortalServer fresh() {
        return new MariaDbServer();
    }
}
