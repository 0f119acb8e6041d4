/** A plugin of the Serverless Framework, which takes CommonJS only. It finishes the template once everything is in it. */
module.exports = function TemplatePlugin(serverless) {
  this.hooks = {
    'after:aws:package:finalize:stripNullPropsFromTemplateResources': async () => {
      const { withoutRedundantDependencies } = await import('./dependencies.ts');
      const template = serverless.service.provider.compiledCloudFormationTemplate;
      template.Resources = withoutRedundantDependencies(template.Resources);
    },
  };
};
