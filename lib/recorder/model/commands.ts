import fc from 'fast-check'
import type { Model, World } from './world.ts'

// For test files only: what may happen to a run, its upstream, its database and its recorders, in any order.

type Command = fc.AsyncCommand<Model, World>

/** Does it, notes it in the model, and looks whether all that must hold still does. */
function command(name: string, act: (world: World) => Promise<void> | void, note: (model: Model) => void): Command {
  return {
    check: () => true,
    async run(model, world) {
      note(model)
      await act(world)
      await world.check()
    },
    toString: () => name,
  }
}

const seat = fc.constantFrom(0, 1)

/** Commands with how often each is chosen beside the others. */
export const commands: fc.Arbitrary<Command>[] = [
  ...times(
    6,
    fc.tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom(3, 40, 5000)).map(([count, size]) =>
      command(
        `emit ${count} of ${size} bytes`,
        (world) => world.emit(count, size),
        (model) => void (model.emitted += count),
      ),
    ),
  ),
  ...times(
    3,
    fc.tuple(fc.constantFrom('fin' as const, 'rst' as const), fc.integer({ min: 0, max: 60 })).map(([how, at]) =>
      command(
        `cut by ${how} after ${at} bytes`,
        (world) => world.cut(how, at),
        (model) => void (model.emitted += 1),
      ),
    ),
  ),
  fc.integer({ min: 0, max: 6 }).map((resend) =>
    command(
      `send ${resend} again from now on`,
      (world) => void Object.assign(world.plan, { resend, ignoreCursor: false }),
      () => undefined,
    ),
  ),
  fc.boolean().map((ignoreCursor) =>
    command(
      `ignore cursors: ${ignoreCursor}`,
      (world) => void Object.assign(world.plan, { ignoreCursor }),
      () => undefined,
    ),
  ),
  fc.constant(
    command(
      'restart the upstream',
      (world) => world.restart(),
      (model) => void (model.restarts += 1),
    ),
  ),
  ...times(
    2,
    fc.constant(
      command(
        'let the lease expire',
        (world) => world.expire(),
        () => undefined,
      ),
    ),
  ),
  seat.map((at) =>
    command(
      `cut recorder ${at} off`,
      (world) => world.cutOff(at),
      () => undefined,
    ),
  ),
  seat.map((at) =>
    command(
      `heal recorder ${at}`,
      (world) => world.heal(at),
      () => undefined,
    ),
  ),
  seat.map((at) =>
    command(
      `replace recorder ${at}`,
      async (world) => {
        world.heal(at)
        await world.replace(at)
      },
      () => undefined,
    ),
  ),
  ...times(
    2,
    fc.constant(
      command(
        'cut all statements',
        (world) => world.cutStatements(),
        () => undefined,
      ),
    ),
  ),
  ...times(
    2,
    fc.constant(
      command(
        'let the viewer read',
        (world) => world.view(),
        () => undefined,
      ),
    ),
  ),
  fc.constant(
    command(
      'wait until all is stored',
      (world) => world.settle(),
      () => undefined,
    ),
  ),
]

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value)
}
