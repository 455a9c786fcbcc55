import type { Frame } from '#lib/api/frame.ts'
import type { Run } from '#lib/api/run.ts'
import type { Tool } from '#lib/api/tool.ts'
import type { ReportFacts } from './report.ts'

// For test files only: a failed run with all that a report tells.

export function failedRun(change: Partial<Run> = {}): Run {
  return {
    id: 'run_01KAV7Q4X7S8M1B2N3C4D5E6F7',
    source: 'local',
    dialect: 'modus',
    operation: 'run',
    surface: '',
    upstreamRunId: '0199-77',
    threadId: null,
    agent: 'research',
    persona: null,
    model: 'm-large',
    title: 'Find the three cheapest flights',
    parentRunId: null,
    labels: {},
    metadata: {},
    keep: false,
    status: 'failed',
    recording: 'closed',
    recordingError: null,
    integrity: 'gaps',
    clock: 'received',
    createdAt: '2026-11-24T14:02:11.000000Z',
    startedAt: '2026-11-24T14:02:11.123456Z',
    startedAtBasis: 'request',
    endedAt: '2026-11-24T14:02:52.326456Z',
    lastFrameAt: '2026-11-24T14:02:52.326456Z',
    durationMs: 41_203,
    frameCount: 4812,
    byteCount: 100_000,
    gapCount: 1,
    duplicatesDropped: 0,
    timeToFirstByteMs: 80,
    timeToFirstFrameMs: 90,
    ttftMs: 2412.4,
    timeToFirstReasoningMs: null,
    timeToFirstToolMs: null,
    itlP50Ms: 20,
    itlP95Ms: 90,
    longestStallMs: 7_000,
    stallCount: 2,
    stallMs: 9_300,
    inputTokens: 1200,
    outputTokens: 3460,
    reasoningTokens: null,
    cachedTokens: null,
    tokensEstimated: false,
    cost: null,
    upstreamTotals: null,
    toolCount: 2,
    toolErrorCount: 1,
    openTool: null,
    activity: null,
    error: { message: 'search timed out\nafter 30 s', class: 'tool.timeout', seq: 4811 },
    url: '/runs/run_01KAV7Q4X7S8M1B2N3C4D5E6F7',
    ...change,
  }
}

export function reportFrame(seq: number, change: Partial<Frame> = {}): Frame {
  return {
    seq,
    kind: 'output',
    receivedAt: '2026-11-24T14:02:52.000000Z',
    emittedAt: null,
    backlog: false,
    offsetMs: 38_000 + (seq - 4800) * 100,
    event: null,
    upstreamId: null,
    data: JSON.stringify({ type: 'token', content: `word ${seq}` }),
    bytes: 40,
    connection: 1,
    ...change,
  }
}

export function reportTool(change: Partial<Tool> = {}): Tool {
  return {
    callId: 'c1',
    name: 'search',
    status: 'ok',
    startSeq: 120,
    endSeq: 140,
    startedAt: null,
    offsetMs: 3_000,
    durationMs: 1_240,
    beganOffsetMs: null,
    endOffsetMs: 4_240,
    arguments: null,
    result: null,
    error: null,
    parentCallId: null,
    ...change,
  }
}

export function reportFacts(change: Partial<ReportFacts> = {}): ReportFacts {
  const gap = {
    reason: 'upstream_lost',
    missingCount: 3,
    fromCursor: null,
    toCursor: null,
    openedAt: null,
    closedAt: null,
  } as const
  return {
    run: failedRun(),
    seq: 4811,
    frames: [
      ...[4806, 4807].map((seq) => reportFrame(seq)),
      reportFrame(4808, { kind: 'gap', data: null, gap }),
      reportFrame(4809, { kind: 'comment', data: ' keep-alive' }),
      reportFrame(4810, { kind: 'tool', data: JSON.stringify({ type: 'tool_result', text: 'x'.repeat(200) }) }),
      reportFrame(4811, { kind: 'error', data: '{"type":"error","message":"search timed out"}' }),
      reportFrame(4812, { kind: 'lifecycle', offsetMs: null, data: null }),
    ],
    tools: [
      reportTool(),
      reportTool({
        callId: 'c2',
        status: 'error',
        startSeq: 4700,
        offsetMs: 8_214,
        durationMs: 30_000,
        error: 'timed out',
      }),
      reportTool({ callId: 'c3', name: 'fetch', status: 'no_end', startSeq: 4790, durationMs: null }),
    ],
    link: 'https://tape.example.test/runs/run_01KAV7Q4X7S8M1B2N3C4D5E6F7?f=4811',
    version: '0.1.0',
    ...change,
  }
}
