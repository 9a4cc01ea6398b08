-- migrate:up

-- Every row belongs to the writer that said it: two writers that speak of one patent do not overwrite each other, so
-- the order in which their streams arrive does not matter, and only own records are decided on.

-- What inventory says of a right. Named patent_right because RIGHT is a reserved word.
CREATE TABLE patent_right (
    patent text NOT NULL,
    writer text COLLATE "C" NOT NULL,
    home text NOT NULL,
    institution text,
    institution_name text,
    title text,
    patent_type text,
    filing_date date,
    grant_date date,
    expires_on date,
    co_patentees jsonb NOT NULL DEFAULT '[]',
    status text NOT NULL DEFAULT 'in_force',
    flags jsonb NOT NULL DEFAULT '[]',
    status_since date,
    generated boolean NOT NULL DEFAULT false,
    PRIMARY KEY (patent, writer)
);

CREATE TABLE enterprise (
    enterprise text NOT NULL,
    writer text COLLATE "C" NOT NULL,
    name text NOT NULL,
    home text NOT NULL,
    PRIMARY KEY (enterprise, writer)
);

CREATE TABLE deal (
    patent text NOT NULL,
    deal text NOT NULL,
    writer text NOT NULL,
    home text NOT NULL,
    institution text NOT NULL,
    enterprise text NOT NULL,
    contract_number text NOT NULL,
    licensor_name text NOT NULL,
    licensee_name text NOT NULL,
    licensee_address text,
    mode text NOT NULL,
    terms jsonb,
    payment jsonb NOT NULL,
    signed_on date NOT NULL,
    effective_on date NOT NULL,
    PRIMARY KEY (patent, deal, writer)
);
CREATE INDEX deal_institution ON deal (institution, effective_on);
CREATE INDEX deal_enterprise ON deal (enterprise);
CREATE INDEX deal_home ON deal (home, effective_on);

CREATE TABLE license (
    -- Each writer numbers its own filings, so that no writer can take another's number.
    filing_number text NOT NULL,
    writer text NOT NULL,
    patent text NOT NULL,
    deal text NOT NULL,
    home text NOT NULL,
    institution text NOT NULL,
    enterprise text NOT NULL,
    contract_number text NOT NULL,
    kind text NOT NULL,
    territory text NOT NULL,
    term_from date NOT NULL,
    term_to date NOT NULL,
    payment jsonb NOT NULL,
    effective_on date NOT NULL,
    filed_on date NOT NULL,
    is_on_time boolean NOT NULL,
    event_id uuid NOT NULL,
    event_at timestamptz NOT NULL,
    PRIMARY KEY (filing_number, writer),
    -- One contract is filed once (filing rules, article 12, ground 8), whatever two offices do at the same moment.
    CONSTRAINT license_once_per_deal UNIQUE (patent, deal, writer),
    CONSTRAINT license_term CHECK (term_from <= term_to)
);
CREATE INDEX license_newest ON license (filed_on DESC, filing_number DESC);
CREATE INDEX license_institution ON license (institution, filed_on DESC, filing_number DESC);
CREATE INDEX license_enterprise ON license (enterprise);
CREATE INDEX license_home ON license (home, filed_on DESC, filing_number DESC);

CREATE TABLE refusal (
    event_id uuid PRIMARY KEY,
    event_at timestamptz NOT NULL,
    writer text NOT NULL,
    patent text NOT NULL,
    deal text NOT NULL,
    home text NOT NULL,
    institution text NOT NULL,
    enterprise text NOT NULL,
    contract_number text NOT NULL,
    grounds jsonb NOT NULL,
    refused_on date NOT NULL
);
CREATE INDEX refusal_deal ON refusal (patent, deal);
CREATE INDEX refusal_newest ON refusal (refused_on DESC, event_id DESC);
CREATE INDEX refusal_institution ON refusal (institution, refused_on DESC, event_id DESC);

CREATE TABLE product (
    patent text NOT NULL,
    product text NOT NULL,
    writer text NOT NULL,
    home text NOT NULL,
    institution text NOT NULL,
    enterprise text NOT NULL,
    deal text,
    product_name text NOT NULL,
    product_class text NOT NULL,
    on_market_since date NOT NULL,
    revenue numeric(18, 2),
    reported_on date NOT NULL,
    event_id uuid NOT NULL,
    PRIMARY KEY (patent, product, writer)
);
CREATE INDEX product_newest ON product (reported_on DESC, patent DESC, product DESC);
CREATE INDEX product_institution ON product (institution);
CREATE INDEX product_enterprise ON product (enterprise);

-- migrate:down
