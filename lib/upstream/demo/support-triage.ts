import { call, notice, say, think, type SceneOf } from './scene.ts'

const damagedParcel: SceneOf = (pick) => {
  const order = pick(40_000, 89_999)
  return {
    agent: 'support-triage',
    model: 'atlas-large',
    prompt: `Order ${order} arrived with a cracked lid. The customer wants a replacement before Friday. What can we offer?`,
    beats: [
      think(
        `The customer reports damage on order ${order} and has a deadline. I need the order, its shipping state and the policy for damaged goods. Order and policy do not depend on each other, so I can fetch both at once. Then I check stock, because a replacement before Friday only works from the nearer warehouse.`,
      ),
      call(
        {
          name: 'get_order',
          args: { orderId: order, include: ['items', 'shipments'] },
          result: {
            orderId: order,
            placedAt: '2025-11-17T09:12:44Z',
            status: 'delivered',
            items: [
              { sku: 'JAR-1500-GLS', title: 'Storage jar 1.5 l, glass', quantity: 2, unitPrice: '18.90' },
              { sku: 'LID-1500-OAK', title: 'Oak lid 1.5 l', quantity: 2, unitPrice: '6.50' },
            ],
            shipments: [{ carrier: 'ground', deliveredAt: '2025-11-20T14:03:10Z', signedBy: 'neighbour' }],
            total: '50.80',
            currency: 'EUR',
          },
          ms: 620,
          failure: 'order service answered 504 after 10 s',
        },
        {
          name: 'search_policies',
          args: { query: 'damaged on arrival replacement', locale: 'en', limit: 3 },
          result: {
            matches: [
              { id: 'POL-014', title: 'Damaged on arrival', score: 0.93 },
              { id: 'POL-021', title: 'Express replacement', score: 0.81 },
              { id: 'POL-008', title: 'Returns within 30 days', score: 0.44 },
            ],
          },
          ms: 1340,
        },
      ),
      call({
        name: 'check_stock',
        args: { sku: 'LID-1500-OAK', quantity: 1, before: '2025-11-28', warehouses: ['north', 'south'] },
        result: { north: { available: 0, restock: '2025-12-03' }, south: { available: 37, earliest: '2025-11-27' } },
        ms: 2150,
        progress: ['asking warehouse north', 'asking warehouse south'],
        failure: 'inventory snapshot is older than 15 minutes, refusing to promise a date',
      }),
      say(
        `We can replace the lid in time.\n\n**What happened.** Order ${order} was delivered on 20 November and left with a neighbour. Only the oak lid (LID-1500-OAK) is reported as cracked; the jars are fine.\n\n**What we may offer** (POL-014, POL-021):\n\n1. A free replacement lid, sent express from warehouse *south*. It has 37 in stock and can deliver on **Thursday, 27 November**.\n2. If the customer prefers, a refund of 6.50 EUR for one lid. No return is needed below 20 EUR.\n\nWarehouse *north* has none before 3 December, so the shipment must be routed from *south* by hand.\n\n**Suggested reply**\n\n> We are sorry that the lid arrived cracked. A new one leaves our warehouse today and will be with you on Thursday. You can keep or recycle the broken one. If you would rather have the money back, just answer this message.\n\n**Next step:** approve the express shipment (cost centre *care*, 8.40 EUR). I have not booked anything yet.`,
      ),
    ],
  }
}

const doubleCharge: SceneOf = (pick) => {
  const ticket = pick(10_000, 59_999)
  return {
    agent: 'support-triage',
    model: 'atlas-large',
    prompt: `Ticket #${ticket}: "I was charged twice this month and nobody answers." Find out what happened and set the priority.`,
    beats: [
      call({
        name: 'get_ticket',
        args: { id: ticket, withHistory: true },
        result: {
          id: ticket,
          channel: 'email',
          openedAt: '2025-11-22T07:41:00Z',
          replies: 0,
          previous: [{ id: ticket - 311, topic: 'invoice address', state: 'closed' }],
        },
        ms: 480,
      }),
      notice('The billing service is slow today; amounts may lag by up to 20 minutes.'),
      call({
        name: 'list_charges',
        args: { ticketId: ticket, from: '2025-11-01', to: '2025-11-30' },
        result: {
          charges: [
            { id: 'ch_7Q2', amount: '49.00', state: 'captured', at: '2025-11-03T00:02:11Z' },
            { id: 'ch_7Q9', amount: '49.00', state: 'authorized', at: '2025-11-03T00:02:14Z', expires: '2025-11-10' },
          ],
        },
        ms: 5200,
        progress: ['waiting for the billing service', 'page 1 of 1'],
        failure: 'billing service: read timeout after 30 s (2 attempts)',
      }),
      think(
        'Two entries three seconds apart, but only one is captured. The second is an authorization that expired on the 10th; banks often still show it for two weeks. So the customer was not charged twice, yet has waited two days without an answer. Priority should follow the wait, not the amount.',
      ),
      say(
        `**Not a double charge, but a real annoyance.**\n\n| charge | amount | state | what the customer sees |\n|---|---|---|---|\n| ch_7Q2 | 49.00 EUR | captured | paid |\n| ch_7Q9 | 49.00 EUR | authorized, expired 10 Nov | "pending" for up to 14 days |\n\nThe subscription page sent the form twice within three seconds. The second request only *reserved* the amount; it was never collected.\n\n**Priority: high.** The ticket has waited two days with no reply, and the customer wrote once before.\n\n**Reply to send:** explain that only one payment was taken, that the pending line disappears by itself, and offer to send the receipt of ch_7Q2.\n\n**For engineering:** the form has no idempotency key. Same pattern in 14 tickets since Monday.`,
      ),
    ],
  }
}

export const supportTriage: readonly SceneOf[] = [damagedParcel, doubleCharge]
