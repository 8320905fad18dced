import { PipelineModel } from '../../src/model/model';

const BY_HAND = '{"glueflow": 1, "nodes": {}, "description": "By hand"}';

describe('PipelineModel', () => {
  let model: PipelineModel;

  beforeEach(() => {
    model = new PipelineModel();
    model.fromString(BY_HAND);
  });

  afterEach(() => model.dispose());

  describe('#toString()', () => {
    it('gives a file that nobody edited back as it was written', () => {
      expect(model.toString()).toBe(BY_HAND);
      expect(model.dirty).toBe(false);
    });

    it('gives an edited one in the canonical form', () => {
      model.sharedModel.gesture('Describe', () =>
        model.sharedModel.setDescription('Edited')
      );
      expect(model.dirty).toBe(true);
      expect(model.toString()).toBe(model.sharedModel.getSource());
      expect(model.toString()).toContain('"description": "Edited"');
    });

    it('forgets how a file was written when another is read', () => {
      model.fromString('{"glueflow": 1, "nodes": {}}');
      expect(model.toString()).toBe('{"glueflow": 1, "nodes": {}}');
      model.sharedModel.setSource(BY_HAND);
      expect(model.toString()).toBe(model.sharedModel.getSource());
    });
  });
});
