import { requestOfWorkflowId, requestWorkflowId } from '../../../contracts/temporal/ids';
import { isRequestId, parseCaseId, parseIncidentId, parseRequestId, taskIdOf } from '../../../domain/ids';

const text = 'req_0123456789abcdefghjk';

describe('ids', () => {
  test('When a request id is put into a workflow id, then it can be read off again', () => {
    const id = parseRequestId(text);
    if (id === undefined) throw new Error('Not an id.');
    expect(requestOfWorkflowId(requestWorkflowId(id))).toBe(id);
  });

  test.each([
    'req_',
    'req_0123456789ABCDEFGHJK',
    'req_0123456789abcdefghjki',
    'dsr_0123456789abcdefghjk',
    '',
  ])('When %j is no request id, then it is not taken for one', (wrong) => {
    expect(isRequestId(wrong)).toBe(false);
    expect(requestOfWorkflowId(`dsr/${wrong}`)).toBeUndefined();
  });

  test('When an id is of an incident, then it is a case and no request', () => {
    const incident = 'inc_0123456789abcdefghjk';
    expect([parseIncidentId(incident), parseCaseId(incident)]).toEqual([incident, incident]);
    expect(parseRequestId(incident)).toBeUndefined();
    expect([parseCaseId(text), parseIncidentId(text)]).toEqual([text, undefined]);
    for (const wrong of ['inc_', 'inc_0123456789ABCDEFGHJK', 'inc_0123456789abcdefghjki', ''])
      expect(parseCaseId(wrong)).toBeUndefined();
  });

  test('When a step names its task twice, then it is one task, and another step names another', () => {
    const id = parseRequestId(text);
    if (id === undefined) throw new Error('Not an id.');
    expect(taskIdOf(id, '1.1', 'shop')).toBe(taskIdOf(id, '1.1', 'shop'));
    expect(taskIdOf(id, '1.1', 'shop')).toBe('task_0123456789abcdefghjk_1.1_shop');
    expect(taskIdOf(id, '1.2', 'shop')).not.toBe(taskIdOf(id, '1.1', 'shop'));
  });

  test('When a workflow is of another kind, then it carries no request', () => {
    expect(requestOfWorkflowId(`code/${text}/verifyIdentity/1`)).toBeUndefined();
  });
});
