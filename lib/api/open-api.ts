import { z } from 'zod'
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi'
import { Baseline } from './baseline.ts'
import { RunChain } from './chain.ts'
import { Connections } from './connection.ts'
import { FrameNumber, FramesPage, FramesQuery } from './frame.ts'
import { Latency } from './latency.ts'
import { Markers } from './markers.ts'
import { Problem } from './problem.ts'
import { Recorders } from './recorder.ts'
import { Related } from './related.ts'
import { RecordInput, Run, RunPatch, RunsPage, RunsQuery, StartInput } from './run.ts'
import { RunInput } from './run-input.ts'
import { Series, SeriesQuery } from './series.ts'
import { SearchPage, SearchQuery } from './search.ts'
import { Source, SourceCheck, SourceInput, SourcePatch } from './source.ts'
import { Timeline } from './timeline.ts'
import { BlocksPage, BlocksQuery, StateQuery } from './state.ts'
import { StreamCommand } from './stream-command.ts'
import { TextPage, TextQuery } from './text.ts'
import { Tools } from './tool.ts'
import { Usage, UsageQuery } from './usage.ts'

let made: ReturnType<typeof createDocument> | undefined

/** The OpenAPI document of API v1, made of the schemas that the routes check by. */
export function openApi() {
  return (made ??= createDocument({
    openapi: '3.1.0',
    info: { title: 'Runtape', version: '1', description: 'Record runs of agent APIs, watch them and read them back.' },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { session: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'runtape' },
      },
    },
    paths,
  }))
}

const id = z.string().meta({ description: 'Public id of a run', example: 'run_01KAV7Q4X7S8M1B2N3C4D5E6F7' })
const slug = z.string().meta({ description: 'Slug of a source' })
const problem = { description: 'What went wrong', content: { 'application/problem+json': { schema: Problem } } }
const eventStream = { 'text/event-stream': { schema: z.string() } }

function answer(schema: z.ZodType, description: string) {
  return { description, content: { 'application/json': { schema } } }
}

function body(schema: z.ZodType) {
  return { required: true, content: { 'application/json': { schema } } }
}

function call(
  summary: string,
  responses: ZodOpenApiOperationObject['responses'],
  rest: Omit<ZodOpenApiOperationObject, 'summary' | 'responses'> = {},
): ZodOpenApiOperationObject {
  return { summary, ...rest, responses: { ...responses, default: problem } }
}

const Health = z.object({ status: z.string(), database: z.string(), recorders: z.number().int().nullable() })
const ofRun = { requestParams: { path: z.object({ id }) } }
const ofSource = { requestParams: { path: z.object({ slug }) } }
const run = answer(Run, 'The run')
const source = answer(Source, 'The source')
const taken = answer(Run, 'The upstream took it; what comes of it appears as frames')
const slowDown = { ...problem, headers: z.object({ 'Retry-After': z.string().optional() }) }
const nothing = { description: 'Done' }

const paths: ZodOpenApiPathsObject = {
  '/api/health': {
    get: call('Whether the server works', { 200: answer(Health, 'It does') }, { security: [] }),
  },
  '/api/v1/sources': {
    get: call('List sources', { 200: answer(z.object({ sources: z.array(Source) }), 'All sources, by name') }),
    post: call('Add a source', { 201: source }, { requestBody: body(SourceInput) }),
  },
  '/api/v1/sources/{slug}': {
    get: call('Get a source', { 200: source }, ofSource),
    patch: call('Change a source', { 200: source }, { ...ofSource, requestBody: body(SourcePatch) }),
    delete: call(
      'Delete a source',
      { 204: nothing },
      {
        requestParams: {
          ...ofSource.requestParams,
          query: z.object({ withRuns: z.enum(['true', 'false']).optional() }),
        },
      },
    ),
  },
  '/api/v1/sources/{slug}/check': {
    post: call('Try the upstream', { 200: answer(SourceCheck, 'What happened') }, ofSource),
  },
  '/api/v1/sources/{slug}/usage': {
    get: call(
      'What the upstream accounts for',
      { 200: answer(Usage, 'Calls and tokens by hour or day, as they were read last') },
      { requestParams: { ...ofSource.requestParams, query: UsageQuery } },
    ),
  },
  '/api/v1/recorders': {
    get: call('List recorders', { 200: answer(Recorders, 'Those that live, and those that died within the hour') }),
  },
  '/api/v1/runs': {
    get: call('List runs, newest first', { 200: answer(RunsPage, 'A page') }, { requestParams: { query: RunsQuery } }),
    post: call('Record an upstream run', { 201: run, 200: run }, { requestBody: body(RecordInput) }),
  },
  '/api/v1/runs/start': {
    post: call('Start an upstream run and record it', { 201: run, 200: run }, { requestBody: body(StartInput) }),
  },
  '/api/v1/runs/{id}': {
    get: call('Get a run', { 200: run }, ofRun),
    patch: call('Change a run', { 200: run }, { ...ofRun, requestBody: body(RunPatch) }),
    delete: call('Erase a run', { 204: nothing }, ofRun),
  },
  '/api/v1/runs/{id}/stop': { post: call('Stop recording; the run goes on', { 202: run }, ofRun) },
  '/api/v1/runs/{id}/cancel': {
    post: call('End the run itself', { 202: taken, 409: problem, 429: slowDown, 502: problem }, ofRun),
  },
  '/api/v1/runs/{id}/input': {
    post: call(
      'Give the run what it asks for',
      { 202: taken, 409: problem, 429: slowDown, 502: problem },
      { ...ofRun, requestBody: body(RunInput) },
    ),
  },
  '/api/v1/runs/{id}/frames': {
    get: call(
      'Read frames',
      { 200: answer(FramesPage, 'A page: at most `limit` frames or 4 MiB') },
      { requestParams: { ...ofRun.requestParams, query: FramesQuery } },
    ),
  },
  '/api/v1/runs/{id}/events': {
    get: call(
      'Watch a run live',
      { 200: { description: 'Events `frames`, `run` and `end`; resumes by Last-Event-ID', content: eventStream } },
      {
        requestParams: {
          ...ofRun.requestParams,
          query: z.object({ after: FrameNumber.optional() }),
        },
      },
    ),
  },
  '/api/v1/events': {
    get: call(
      'Watch several runs live on one stream',
      { 200: { description: 'The same events; each names its run', content: eventStream } },
      { requestParams: { query: z.object({ runs: z.string().meta({ example: 'run_a:12,run_b:0' }) }) } },
    ),
  },
  '/api/v1/runs/{id}/tools': { get: call('Tool calls', { 200: answer(Tools, 'In the order of their start') }, ofRun) },
  '/api/v1/runs/{id}/timeline': {
    get: call('What the run did when', { 200: answer(Timeline, 'Stretches that add up to the run, and calls') }, ofRun),
  },
  '/api/v1/runs/{id}/latency': { get: call('Latency figures', { 200: answer(Latency, 'Each with its frame') }, ofRun) },
  '/api/v1/runs/{id}/markers': {
    get: call('Where in a run what happened', { 200: answer(Markers, 'Small however long the run is') }, ofRun),
  },
  '/api/v1/runs/{id}/series': {
    get: call(
      'What is drawn of a run over its time',
      { 200: answer(Series, 'Figures of the whole run, and marks of the stretch asked for') },
      { requestParams: { ...ofRun.requestParams, query: SeriesQuery } },
    ),
  },
  '/api/v1/runs/{id}/baseline': {
    get: call('What is usual for the agent', { 200: answer(Baseline, 'Medians of its last runs') }, ofRun),
  },
  '/api/v1/runs/{id}/connections': {
    get: call('HTTP exchanges with the upstream', { 200: answer(Connections, 'In their order') }, ofRun),
  },
  '/api/v1/runs/{id}/related': {
    get: call('Parent, children, other streams, and what may be done', { 200: answer(Related, 'As links') }, ofRun),
  },
  '/api/v1/runs/{id}/state': {
    get: call(
      'The run as it stood at a frame',
      {
        200: answer(
          z.record(z.string(), z.unknown()),
          'Transcript with its last blocks (and those of open calls), and the state to fold on from',
        ),
      },
      { requestParams: { ...ofRun.requestParams, query: StateQuery } },
    ),
  },
  '/api/v1/runs/{id}/state/blocks': {
    get: call(
      'Earlier blocks of that transcript',
      { 200: answer(BlocksPage, 'Blocks as of frame `at`: at most 1,024, and fewer where they are long') },
      { requestParams: { ...ofRun.requestParams, query: BlocksQuery } },
    ),
  },
  '/api/v1/runs/{id}/search': {
    get: call(
      'Find a text in frames, and in what frames say together',
      { 200: answer(SearchPage, 'A page: at most `limit` hits, or what half a second found') },
      { requestParams: { ...ofRun.requestParams, query: SearchQuery } },
    ),
  },
  '/api/v1/runs/{id}/text': {
    get: call(
      'Assembled text, with the frames of each part',
      { 200: answer(TextPage, 'A page, oldest first') },
      { requestParams: { ...ofRun.requestParams, query: TextQuery } },
    ),
  },
  '/api/v1/runs/{id}/curl': {
    get: call(
      'How to read the stream at its upstream on from a frame',
      { 200: answer(StreamCommand, 'A shell command without any secret, or why there is none') },
      { requestParams: { ...ofRun.requestParams, query: z.object({ at: FrameNumber.optional() }) } },
    ),
  },
  '/api/v1/runs/{id}/chain': {
    get: call('The hash chain of a run', { 200: answer(RunChain, 'What an export is checked against') }, ofRun),
  },
  '/api/v1/runs/{id}/export': {
    get: call(
      'Download a run',
      {
        200: {
          description:
            '`sse`: the bytes as received. `ndjson`: one frame a line, with raw bytes, gaps and hash chain. `md`: a report about the frame `at`.',
          content: {
            'text/plain': { schema: z.string() },
            'application/x-ndjson': { schema: z.string() },
            'text/markdown': { schema: z.string() },
          },
        },
      },
      {
        requestParams: {
          ...ofRun.requestParams,
          query: z.object({ format: z.enum(['sse', 'ndjson', 'md']).optional(), at: FrameNumber.optional() }),
        },
      },
    ),
  },
}
