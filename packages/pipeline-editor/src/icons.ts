import { LabIcon } from '@jupyterlab/ui-components';
import aggregate from '../../../style/icons/aggregate.svg';
import awsGlue from '../../../style/icons/aws-glue-24.svg';
import branch from '../../../style/icons/branch.svg';
import changeSchema from '../../../style/icons/change-schema.svg';
import commit from '../../../style/icons/commit.svg';
import compare from '../../../style/icons/compare.svg';
import customPyspark from '../../../style/icons/custom-pyspark.svg';
import deduplicate from '../../../style/icons/deduplicate.svg';
import derivedColumns from '../../../style/icons/derived-columns.svg';
import explode from '../../../style/icons/explode.svg';
import fillMissing from '../../../style/icons/fill-missing.svg';
import conditionalRouter from '../../../style/icons/conditional-router.svg';
import filterRows from '../../../style/icons/filter-rows.svg';
import fit from '../../../style/icons/fit.svg';
import glueCatalogInput from '../../../style/icons/glue-catalog-input.svg';
import glueCatalogOutput from '../../../style/icons/glue-catalog-output.svg';
import join from '../../../style/icons/join.svg';
import lakefsInput from '../../../style/icons/lakefs-input.svg';
import lakefsOutput from '../../../style/icons/lakefs-output.svg';
import limit from '../../../style/icons/limit.svg';
import merge from '../../../style/icons/merge.svg';
import pipeline from '../../../style/icons/pipeline.svg';
import pivot from '../../../style/icons/pivot.svg';
import repository from '../../../style/icons/repository.svg';
import s3Input from '../../../style/icons/s3-input.svg';
import s3Output from '../../../style/icons/s3-output.svg';
import sample from '../../../style/icons/sample.svg';
import setOperation from '../../../style/icons/set-operation.svg';
import sort from '../../../style/icons/sort.svg';
import splitFields from '../../../style/icons/split-fields.svg';
import sqlQuery from '../../../style/icons/sql-query.svg';
import tag from '../../../style/icons/tag.svg';
import union from '../../../style/icons/union.svg';
import unpivot from '../../../style/icons/unpivot.svg';
import windowIcon from '../../../style/icons/window.svg';
import zoomIn from '../../../style/icons/zoom-in.svg';
import zoomOut from '../../../style/icons/zoom-out.svg';

function icon(name: string, svgstr: string): LabIcon {
  return new LabIcon({ name: `glueflow:${name}`, svgstr });
}

/** A pipeline document. */
export const pipelineIcon = icon('pipeline', pipeline);

/** AWS Glue: an own drawing, 24 pixels. */
export const awsGlueIcon = icon('aws-glue-24', awsGlue);

/** What zooms the canvas. */
export const zoomInIcon = icon('zoom-in', zoomIn);
export const zoomOutIcon = icon('zoom-out', zoomOut);
export const fitIcon = icon('fit', fit);

/** What lakeFS has, and does. */
export const repositoryIcon = icon('repository', repository);
export const branchIcon = icon('branch', branch);
export const tagIcon = icon('tag', tag);
export const commitIcon = icon('commit', commit);
export const mergeIcon = icon('merge', merge);
export const compareIcon = icon('compare', compare);

const COMPONENTS: ReadonlyMap<string, LabIcon> = new Map(
  Object.entries({
    aggregate,
    'change-schema': changeSchema,
    'conditional-router': conditionalRouter,
    'custom-pyspark': customPyspark,
    deduplicate,
    'derived-columns': derivedColumns,
    explode,
    'fill-missing': fillMissing,
    'filter-rows': filterRows,
    'glue-catalog-input': glueCatalogInput,
    'glue-catalog-output': glueCatalogOutput,
    join,
    'lakefs-input': lakefsInput,
    'lakefs-output': lakefsOutput,
    limit,
    pivot,
    's3-input': s3Input,
    's3-output': s3Output,
    sample,
    'set-operation': setOperation,
    sort,
    'split-fields': splitFields,
    'sql-query': sqlQuery,
    union,
    unpivot,
    window: windowIcon
  }).map(([name, svg]) => [name, icon(name, svg)])
);

/** The icon of a component, by the name it gives (another extension may have registered a LabIcon of that name). */
export function componentIcon(name: string): LabIcon {
  return COMPONENTS.get(name) ?? LabIcon.resolve({ icon: name });
}
