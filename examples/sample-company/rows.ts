/** A row of `shop.customers`. */
export interface CustomerRow {
  readonly customer_id: string;
  readonly login_name: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  /** `YYYY-MM-DD` */
  readonly birth_date: string | null;
  readonly id_card: string | null;
  readonly status: 'active' | 'closed';
  readonly created_at: string;
  readonly processing_restricted: boolean;
}

/** A row of `shop.addresses`. */
export interface AddressRow {
  readonly address_id: string;
  readonly customer_id: string;
  readonly recipient_name: string;
  readonly phone: string | null;
  readonly province: string;
  readonly city: string;
  readonly street: string;
  readonly postcode: string | null;
  readonly created_at: string;
  readonly processing_restricted: boolean;
}

/** A row of `shop.orders`; a guest's has no customer. */
export interface OrderRow {
  readonly order_id: string;
  readonly customer_id: string | null;
  readonly guest_name: string | null;
  readonly guest_email: string | null;
  readonly item: string;
  readonly amount_cents: number;
  readonly delivery_note: string | null;
  readonly ordered_at: string;
  readonly processing_restricted: boolean;
}

/** A row of `shop.payments`. */
export interface PaymentRow {
  readonly payment_id: string;
  readonly order_id: string;
  readonly method: 'alipay' | 'wechat' | 'card';
  readonly payer_account: string | null;
  readonly amount_cents: number;
  readonly paid_at: string;
}

/** A row of `shop.newsletter_subscriptions`. */
export interface SubscriptionRow {
  readonly subscription_id: string;
  readonly customer_id: string;
  readonly email: string;
  readonly status: 'subscribed' | 'unsubscribed';
  readonly subscribed_at: string;
}

/** The shop's tables in the order in which rows can be inserted. */
export interface ShopRows {
  readonly customers: readonly CustomerRow[];
  readonly addresses: readonly AddressRow[];
  readonly orders: readonly OrderRow[];
  readonly payments: readonly PaymentRow[];
  readonly newsletter_subscriptions: readonly SubscriptionRow[];
}

/** One message in a ticket. Staff and strangers have no customer number. */
export interface TicketMessage {
  readonly messageId: string;
  readonly authorNumber?: string;
  readonly authorName: string;
  readonly authorRole: 'customer' | 'staff';
  readonly at: Date;
  readonly text: string;
}

/** A document of `support_desk.tickets`. */
export interface Ticket {
  readonly _id: string;
  readonly ticketId: string;
  readonly customerNumber?: string;
  readonly requesterEmail: string;
  readonly subject: string;
  readonly createdAt: Date;
  readonly restricted: boolean;
  readonly messages: readonly TicketMessage[];
}

/** A document of `support_desk.call_notes`. */
export interface CallNote {
  readonly _id: string;
  readonly noteId: string;
  readonly customerNumber?: string;
  readonly callerPhone: string;
  readonly at: Date;
  readonly agent: string;
  readonly note: string;
  readonly restricted: boolean;
}

/** The support desk's collections. */
export interface DeskDocuments {
  readonly tickets: readonly Ticket[];
  readonly call_notes: readonly CallNote[];
}

/** What the newsletter sender holds of one person. */
export interface Subscriber {
  readonly customerNumber: string;
  readonly email: string;
  readonly name: string;
  readonly status: 'subscribed' | 'suppressed';
  readonly topics: readonly string[];
  readonly subscribedAt: string;
}
