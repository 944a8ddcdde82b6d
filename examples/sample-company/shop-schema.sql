-- The shop of the fictional Hailan Telecom Shop. Foreign keys are real and RESTRICT: whoever deletes in the wrong
-- order, or deletes a customer whose orders must stay, is stopped by the database.
CREATE SCHEMA shop;

CREATE TABLE shop.customers (
  customer_id text PRIMARY KEY CHECK (customer_id ~ '^C[0-9]{6}$'),
  login_name text NOT NULL UNIQUE,
  name text NOT NULL,
  email text,
  phone text,
  birth_date date,
  id_card text,
  status text NOT NULL CHECK (status IN ('active', 'closed')),
  created_at timestamptz NOT NULL,
  processing_restricted boolean NOT NULL DEFAULT false
);
-- Not unique: families share mailboxes, and numbers pass from one person to the next.
-- The expressions are those by which the connector looks people up.
CREATE INDEX customers_number ON shop.customers (upper(customer_id));
CREATE INDEX customers_email ON shop.customers (lower(normalize(email, NFC)));
CREATE INDEX customers_phone ON shop.customers (regexp_replace(phone, '\D', '', 'g'));

CREATE TABLE shop.addresses (
  address_id text PRIMARY KEY,
  customer_id text NOT NULL REFERENCES shop.customers ON DELETE RESTRICT,
  recipient_name text NOT NULL,
  phone text,
  province text NOT NULL,
  city text NOT NULL,
  street text NOT NULL,
  postcode text,
  created_at timestamptz NOT NULL,
  processing_restricted boolean NOT NULL DEFAULT false
);
CREATE INDEX addresses_customer ON shop.addresses (customer_id);

CREATE TABLE shop.orders (
  order_id text PRIMARY KEY,
  customer_id text REFERENCES shop.customers ON DELETE RESTRICT,
  guest_name text,
  guest_email text,
  item text NOT NULL,
  amount_cents integer NOT NULL CHECK (amount_cents >= 0),
  delivery_note text,
  ordered_at timestamptz NOT NULL,
  processing_restricted boolean NOT NULL DEFAULT false,
  CHECK (customer_id IS NOT NULL OR guest_email IS NOT NULL)
);
CREATE INDEX orders_customer ON shop.orders (customer_id);
CREATE INDEX orders_guest_email ON shop.orders (lower(normalize(guest_email, NFC)));

CREATE TABLE shop.payments (
  payment_id text PRIMARY KEY,
  order_id text NOT NULL REFERENCES shop.orders ON DELETE RESTRICT,
  method text NOT NULL CHECK (method IN ('alipay', 'wechat', 'card')),
  payer_account text,
  amount_cents integer NOT NULL CHECK (amount_cents >= 0),
  paid_at timestamptz NOT NULL
);
CREATE INDEX payments_order ON shop.payments (order_id);

CREATE TABLE shop.newsletter_subscriptions (
  subscription_id text PRIMARY KEY,
  customer_id text NOT NULL UNIQUE REFERENCES shop.customers ON DELETE RESTRICT,
  email text NOT NULL,
  status text NOT NULL CHECK (status IN ('subscribed', 'unsubscribed')),
  subscribed_at timestamptz NOT NULL
);
CREATE INDEX newsletter_email ON shop.newsletter_subscriptions (lower(normalize(email, NFC)));

-- Written last, in the same transaction: its row says that the seed is complete.
CREATE TABLE shop.sample_seed (version integer PRIMARY KEY);
