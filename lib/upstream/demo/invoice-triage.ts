import { call, notice, say, think, type SceneOf } from './scene.ts'

const batch: SceneOf = (pick) => {
  const first = pick(2100, 8900)
  return {
    agent: 'invoice-triage',
    model: 'quartz-2',
    prompt: `Check invoices ${first} to ${first + 3} against their purchase orders and say which we can pay.`,
    beats: [
      think(
        'Four invoices. Extraction is independent for each, so all four can run at once. After that I compare with the purchase orders: number, amounts, tax, bank details. Anything with changed bank details must go to a person, whatever the amount.',
      ),
      call(
        ...[0, 1, 2, 3].map((n) => ({
          name: 'extract_invoice',
          args: { document: `inv-${first + n}.pdf`, fields: ['number', 'po', 'net', 'tax', 'iban'] },
          result: {
            number: String(first + n),
            po: `PO-${7300 + n}`,
            net: ['1240.00', '318.50', '96.00', '5410.75'][n],
            tax: ['235.60', '60.52', '18.24', '1028.04'][n],
            ibanLast4: ['4471', '0920', '0920', '7718'][n],
            confidence: [0.99, 0.98, 0.71, 0.97][n],
          },
          ms: 900 + n * 700,
          ...(n === 2 && { progress: ['page 1 is rotated, turning', 'reading a stamped total'] }),
          ...(n === 3 && { failure: 'document is password protected' }),
        })),
      ),
      notice(`inv-${first + 2}.pdf was read with low confidence (0.71); amounts should be checked by eye.`),
      call({
        name: 'match_purchase_orders',
        args: {
          pairs: [0, 1, 2, 3].map((n) => ({ invoice: String(first + n), po: `PO-${7300 + n}` })),
          tolerance: '1 %',
        },
        result: {
          [String(first)]: { match: true },
          [String(first + 1)]: { match: true, difference: '0.50' },
          [String(first + 2)]: { match: true },
          [String(first + 3)]: { match: false, reason: 'bank details differ from vendor record', recordLast4: '2206' },
        },
        ms: 1800,
      }),
      say(
        `| invoice | net | result | do |\n|---|---:|---|---|\n| ${first} | 1,240.00 | matches PO-7300 | **pay** |\n| ${first + 1} | 318.50 | 0.50 over PO-7301, within 1 % | **pay** |\n| ${first + 2} | 96.00 | matches PO-7302, read with confidence 0.71 | **look, then pay** |\n| ${first + 3} | 5,410.75 | bank account ends in 7718, vendor record says 2206 | **hold** |\n\n**Hold ${first + 3}.** A changed account on a large invoice is the usual mark of payment fraud. Call the vendor on the number in the *vendor record*, not the one on the invoice, before anything moves.\n\n${first} and ${first + 1} can go into today's run: 1,558.50 net, 1,854.62 with tax. Two per cent early-payment discount applies to ${first} until Thursday.`,
      ),
    ],
  }
}

const booking: SceneOf = (pick) => {
  const invoice = pick(20_000, 79_999)
  return {
    agent: 'invoice-triage',
    model: 'quartz-2',
    prompt: `Book invoice ${invoice} to the right cost centre`,
    workflowTool: 'ledger.book_invoice',
    beats: [
      call({
        name: 'suggest_cost_centre',
        args: { invoice, history: 24 },
        result: { costCentre: '4410', account: '6815', confidence: 0.94, basis: '22 of 24 earlier bookings' },
        ms: 1400,
      }),
      call({
        name: 'ledger.book_invoice',
        args: { invoice, costCentre: '4410', account: '6815', period: '2025-11', dryRun: false },
        result: { entry: `J-${invoice}-1`, state: 'posted' },
        ms: 2300,
        progress: ['locking period 2025-11', 'posting'],
        failure: 'period 2025-11 is closed for account 6815',
      }),
      say(`Booked as J-${invoice}-1: cost centre 4410, account 6815, period 2025-11.`),
    ],
  }
}

export const invoiceTriage: readonly SceneOf[] = [batch, booking]
