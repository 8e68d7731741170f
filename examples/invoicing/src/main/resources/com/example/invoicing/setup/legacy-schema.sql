-- The tables of the invoicing system as they have always been, from the days before commands and events.
-- Amounts are whole pence, unit prices tenths of a penny, VAT rates tenths of a percent, days ISO texts.

CREATE TABLE IF NOT EXISTS customer (
    customer_id TEXT PRIMARY KEY,
    name        TEXT    NOT NULL,
    country     TEXT    NOT NULL,
    version     INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS number_series (
    series      TEXT PRIMARY KEY,
    last_number INTEGER NOT NULL CHECK (last_number >= 0)
);

CREATE TABLE IF NOT EXISTS invoice (
    invoice_id  TEXT PRIMARY KEY,
    number      TEXT    UNIQUE,
    customer_id TEXT    NOT NULL REFERENCES customer,
    country     TEXT    NOT NULL,
    status      TEXT    NOT NULL CHECK (status IN ('DRAFT', 'ISSUED', 'WRITTEN_OFF', 'VOID')),
    created_on  TEXT    NOT NULL,
    issued_on   TEXT,
    due_on      TEXT,
    net         INTEGER NOT NULL DEFAULT 0,
    vat         INTEGER NOT NULL DEFAULT 0,
    gross       INTEGER NOT NULL DEFAULT 0,
    paid        INTEGER NOT NULL DEFAULT 0 CHECK (paid BETWEEN 0 AND gross),
    credited    INTEGER NOT NULL DEFAULT 0 CHECK (credited BETWEEN 0 AND gross),
    written_off INTEGER NOT NULL DEFAULT 0 CHECK (written_off >= 0),
    balance     INTEGER NOT NULL DEFAULT 0,
    version     INTEGER NOT NULL,
    updated_at  TEXT,                        -- the trigger below writes it, and nobody else
    print_count INTEGER NOT NULL DEFAULT 0,  -- printing writes it, and nobody else
    CHECK (gross = net + vat),
    CHECK (balance = CASE status WHEN 'VOID' THEN 0 ELSE gross - paid - credited - written_off END),
    CHECK (status IN ('DRAFT', 'VOID') OR number IS NOT NULL AND issued_on IS NOT NULL AND due_on >= issued_on)
);

CREATE INDEX IF NOT EXISTS invoice_of_customer ON invoice (customer_id, status, due_on);

CREATE TRIGGER IF NOT EXISTS invoice_updated AFTER UPDATE ON invoice
BEGIN
    UPDATE invoice SET updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE invoice_id = NEW.invoice_id;
END;

CREATE TABLE IF NOT EXISTS invoice_line (
    invoice_id  TEXT    NOT NULL REFERENCES invoice,
    line_no     INTEGER NOT NULL,
    product     TEXT    NOT NULL,
    description TEXT    NOT NULL,
    quantity    INTEGER NOT NULL CHECK (quantity > 0),
    unit_price  INTEGER NOT NULL CHECK (unit_price >= 0),
    vat_class   TEXT    NOT NULL CHECK (vat_class IN ('STANDARD', 'REDUCED', 'ZERO')),
    amount      INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (invoice_id, line_no)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS invoice_vat (
    invoice_id  TEXT    NOT NULL REFERENCES invoice,
    vat_class   TEXT    NOT NULL CHECK (vat_class IN ('STANDARD', 'REDUCED', 'ZERO')),
    rate        INTEGER NOT NULL CHECK (rate >= 0),
    net         INTEGER NOT NULL,
    vat         INTEGER NOT NULL,
    PRIMARY KEY (invoice_id, vat_class)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS payment (
    payment_id  TEXT PRIMARY KEY,
    customer_id TEXT    NOT NULL REFERENCES customer,
    received_on TEXT    NOT NULL,
    amount      INTEGER NOT NULL CHECK (amount > 0),
    allocated   INTEGER NOT NULL CHECK (allocated BETWEEN 0 AND amount),
    version     INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS payment_allocation (
    payment_id  TEXT    NOT NULL REFERENCES payment,
    invoice_id  TEXT    NOT NULL REFERENCES invoice,
    amount      INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (payment_id, invoice_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS credit_note (
    credit_note_id TEXT PRIMARY KEY,
    number         TEXT    NOT NULL UNIQUE,
    customer_id    TEXT    NOT NULL REFERENCES customer,
    country        TEXT    NOT NULL,
    issued_on      TEXT    NOT NULL,
    reason         TEXT    NOT NULL,
    net            INTEGER NOT NULL,
    vat            INTEGER NOT NULL,
    gross          INTEGER NOT NULL CHECK (gross > 0),
    credited       INTEGER NOT NULL CHECK (credited BETWEEN 0 AND gross),
    version        INTEGER NOT NULL,
    CHECK (gross = net + vat)
);

CREATE TABLE IF NOT EXISTS credit_note_line (
    credit_note_id TEXT    NOT NULL REFERENCES credit_note,
    line_no        INTEGER NOT NULL,
    product        TEXT    NOT NULL,
    description    TEXT    NOT NULL,
    quantity       INTEGER NOT NULL CHECK (quantity > 0),
    unit_price     INTEGER NOT NULL CHECK (unit_price >= 0),
    vat_class      TEXT    NOT NULL CHECK (vat_class IN ('STANDARD', 'REDUCED', 'ZERO')),
    amount         INTEGER NOT NULL CHECK (amount >= 0),
    PRIMARY KEY (credit_note_id, line_no)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS credit_note_vat (
    credit_note_id TEXT    NOT NULL REFERENCES credit_note,
    vat_class      TEXT    NOT NULL CHECK (vat_class IN ('STANDARD', 'REDUCED', 'ZERO')),
    rate           INTEGER NOT NULL CHECK (rate >= 0),
    net            INTEGER NOT NULL,
    vat            INTEGER NOT NULL,
    PRIMARY KEY (credit_note_id, vat_class)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS credit_note_allocation (
    credit_note_id TEXT    NOT NULL REFERENCES credit_note,
    invoice_id     TEXT    NOT NULL REFERENCES invoice,
    amount         INTEGER NOT NULL CHECK (amount > 0),
    PRIMARY KEY (credit_note_id, invoice_id)
) WITHOUT ROWID;

CREATE INDEX IF NOT EXISTS payment_allocation_of_invoice ON payment_allocation (invoice_id);
CREATE INDEX IF NOT EXISTS credit_note_allocation_of_invoice ON credit_note_allocation (invoice_id);
