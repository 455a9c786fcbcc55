import { ProblemError } from './problem.ts'

/** Where a reader of one stream is: what it saw last when it comes back by itself, else what it asks for, else the start. */
export function readAfter(request: Request): number {
  const given = request.headers.get('last-event-id') || new URL(request.url).searchParams.get('after') || '0'
  const after = wholeNumber(given)
  if (after === null) throw new ProblemError(400, 'after: must be a whole number')
  return after
}

/** Places in several runs, written `a:12,b:0`. A run without a number is read from its start. */
export function readPlaces(text: string, most = 200): { id: string; after: number }[] {
  const places = text
    .split(',')
    .filter(Boolean)
    .map((part) => {
      const [id = '', number = '0', ...rest] = part.split(':')
      const after = wholeNumber(number)
      if (id === '' || after === null || rest.length > 0)
        throw new ProblemError(400, `runs: ${part} is not an id and a number`)
      return { id, after }
    })
  if (places.length === 0) throw new ProblemError(400, 'runs: name at least one, as in runs=a:12,b:0')
  if (places.length > most) throw new ProblemError(400, `runs: at most ${most} on one stream`)
  return [...new Map(places.map((place) => [place.id, place])).values()]
}

function wholeNumber(text: string): number | null {
  return /^\d{1,10}$/.test(text) && Number(text) <= 2_147_483_647 ? Number(text) : null
}
