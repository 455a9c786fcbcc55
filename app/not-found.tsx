import { Page } from '#components/shell/page.tsx'
import { JumpField } from '#components/shell/jump-field.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'

/** An address that leads nowhere, or a run that is not there. */
export default function NotFound() {
  return (
    <Page title="Not found" search={<JumpField />}>
      <main className="overflow-y-auto">
        <EmptyState
          title="There is nothing at this address"
          actions={
            <ButtonLink href="/" variant="primary" size="lg">
              All runs
            </ButtonLink>
          }
        >
          The run may have been erased, or the link was cut short when it was copied.
        </EmptyState>
      </main>
    </Page>
  )
}
