-- migrate:up

CREATE TABLE subscription (
    patent text NOT NULL,
    enterprise text NOT NULL,
    subscribed_on date NOT NULL,
    PRIMARY KEY (patent, enterprise)
);
CREATE INDEX subscription_enterprise ON subscription (enterprise, patent);

-- One row per negotiation. Each event owns its columns; an event may arrive on its own (a contract that was
-- negotiated elsewhere has no intent), and what the filing stream says may arrive first.
CREATE TABLE deal (
    patent text NOT NULL,
    deal text NOT NULL,
    writer text,
    home text,
    institution text,
    enterprise text,
    intent_mode text,
    note text,
    expressed_on date,
    mode text,
    contract_number text,
    licensor_name text,
    licensee_name text,
    licensee_address text,
    license_kind text,
    territory text,
    term_from date,
    term_to date,
    payment jsonb,
    signed_on date,
    effective_on date,
    end_reason text,
    ended_on date,
    filing_number text,
    filed_on date,
    is_filed_on_time boolean,
    changed_on date GENERATED ALWAYS AS (coalesce(ended_on, signed_on, expressed_on)) STORED,
    PRIMARY KEY (patent, deal),
    CONSTRAINT deal_is_signed_whole CHECK (
        num_nonnulls(mode, contract_number, licensor_name, licensee_name, payment, signed_on, effective_on) IN (0, 7)
    ),
    CONSTRAINT deal_ends_without_a_contract CHECK (signed_on IS NULL OR ended_on IS NULL),
    CONSTRAINT deal_licenses_for_a_whole_term CHECK (
        num_nonnulls(license_kind, territory, term_from, term_to) IN (0, 4) AND term_from <= term_to
    )
);
CREATE INDEX deal_id ON deal (deal);
CREATE INDEX deal_newest ON deal (changed_on DESC, deal DESC);
CREATE INDEX deal_institution ON deal (institution, changed_on DESC, deal DESC);
CREATE INDEX deal_enterprise ON deal (enterprise, changed_on DESC, deal DESC);
CREATE INDEX deal_home ON deal (home, changed_on DESC, deal DESC);

-- migrate:down
