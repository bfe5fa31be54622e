import { licenceAnswer } from '../supply/answers.ts';
import { inProduction, readLock } from '../supply/lock.ts';
import { failure, passed, type Stage } from './stage.ts';

/** The one part of `make audit` that needs nobody's answer. */
export function licencesStage(root: string): Stage {
  return {
    name: 'licences',
    run: async () => {
      const { verdict, lines } = licenceAnswer(inProduction(await readLock(root)));
      return verdict === 'clean' ? passed : failure(...lines);
    },
  };
}
