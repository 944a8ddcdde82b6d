/** The smallest data map with one of everything, for tests that break it line by line. */
export const smallMap = `controller:
  id: acme
  name: { zh-CN: 样例, en: Sample }
  officer: { zh-CN: 负责人, en: Officer }
  contact: privacy@shop.example
  address: { zh-CN: 样例路1号, en: 1 Sample Road }
  complaints:
    CN-APP-2019: { zh-CN: 投诉, en: Complain }
purposes:
  - { id: account, title: { zh-CN: 账户, en: Account }, legalGround: contract }
  - { id: marketing, title: { zh-CN: 营销, en: Marketing }, marketing: true, legalGround: consent }
processors:
  - { id: sender, title: { zh-CN: 群发, en: Sender }, purposes: [marketing] }
stores:
  - id: shop
    kind: postgres
    title: { zh-CN: 商城, en: Shop }
    connection: DSR_STORE_SHOP
    region: cn-south
    owner: sales
    collections:
      - id: customers
        source: shop.customers
        title: { zh-CN: 客户, en: Customers }
        key: customer_id
        subjects: true
        lookups:
          - { kind: email, field: email }
        erasure: delete
        fields:
          - name: customer_id
            title: { zh-CN: 编号, en: Number }
            category: identity
            class: non-sensitive
            purposes: [account]
          - name: email
            title: { zh-CN: 邮箱, en: Email }
            category: contact
            class: general-sensitive
            identity: email
            purposes: [account]
            recipients: [sender]
            erasure: 'null'
      - id: orders
        source: shop.orders
        title: { zh-CN: 订单, en: Orders }
        key: order_id
        links:
          - { field: customer_id, to: customers, toField: customer_id }
        erasure: delete
        retention:
          ground: CN-TAX-LEDGER
          text: { zh-CN: 保存, en: Keep }
          article: article 29
          period: P10Y
          from: ordered_at
        objection: { purpose: marketing, field: ordered_at, off: false }
        fields:
          - name: customer_id
            title: { zh-CN: 编号, en: Number }
            category: identity
            class: non-sensitive
            purposes: [account]
          - name: ordered_at
            title: { zh-CN: 时间, en: At }
            category: order
            class: non-sensitive
            purposes: [account]
        elements:
          path: notes
          key: noteId
          owner: { field: author, kind: customerNumber }
          fields:
            - { name: noteId, title: { zh-CN: 号, en: Id }, category: order, class: non-sensitive, purposes: [account] }
            - { name: author, title: { zh-CN: 人, en: Who }, category: order, class: non-sensitive, purposes: [account] }
`;

/** `smallMap` with one place changed, and the line on which that place begins. */
export function broken(from: string, to: string): { readonly text: string; readonly line: number } {
  const at = smallMap.indexOf(from);
  if (at < 0) throw new Error(`The small map does not hold ${from}`);
  const text = smallMap.slice(0, at) + to + smallMap.slice(at + from.length);
  return { text, line: smallMap.slice(0, at).split('\n').length };
}
