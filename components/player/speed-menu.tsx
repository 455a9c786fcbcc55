'use client'

import { speedOf, speeds, type Speed } from '#lib/run/playback-speed.ts'
import { Button } from '#components/ui/button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Menu, MenuChoice } from '#components/ui/menu.tsx'
import { usePlayer, usePlayerParts } from './use-player.ts'

/** How fast the run is played. */
export function SpeedMenu() {
  const { store } = usePlayerParts()
  const speed = usePlayer((state) => state.play.speed)
  return (
    <Menu
      trigger={
        <Button size="sm" variant="bare" aria-label={`Speed ${speedWords(speed)}`} className="min-w-14 max-md:h-11">
          {speedWords(speed)}
          <Icon name="chevron-down" />
        </Button>
      }
    >
      <MenuChoice
        value={String(speed)}
        onChange={(value) => store.setSpeed(speedOf(value) ?? 1)}
        options={speeds.map((each) => ({ value: String(each), label: speedWords(each) }))}
      />
    </Menu>
  )
}

function speedWords(speed: Speed): string {
  return speed === 'max' ? 'max' : `${speed}×`
}
