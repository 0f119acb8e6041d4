/** The plugin removes redundant dependencies from the complete template. The Serverless Framework requires CommonJS. */
module.exports = function TemplatePlugin(serverless) {
  this.hooks = {
    'after:aws:package:finalize:stripNullPropsFromTemplateResources': async () => {
      const { withoutRedundantDependencies } = await import('./dependencies.ts');
      const template = serverless.service.provider.compiledCloudFormationTemplate;
      template.Resources = withoutRedundantDependencies(template.Resources);
    },
  };
};
