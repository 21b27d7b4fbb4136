using Akka.Configuration;

namespace Akka.Actor.Setup
{
    /// <summary>A part of a system's settings that is given in code.</summary>
    public abstract class Setup
    {
        public ActorSystemSetup And(Setup other) => ActorSystemSetup.Create(this, other);
    }

    /// <summary>Setups by type. Immutable.</summary>
    public sealed class ActorSystemSetup
    {
        public static readonly ActorSystemSetup Empty = new([]);

        private readonly Dictionary<Type, Setup> _setups;

        private ActorSystemSetup(Dictionary<Type, Setup> setups) => _setups = setups;

        public static ActorSystemSetup Create(params Setup[] setup) => new(setup.GroupBy(s => s.GetType()).ToDictionary(g => g.Key, g => g.Last()));

        internal T Find<T>() where T : Setup => (T)_setups.GetValueOrDefault(typeof(T));

        public ActorSystemSetup WithSetup<T>(T setup) where T : Setup => new(new Dictionary<Type, Setup>(_setups) { [setup.GetType()] = setup });

        public ActorSystemSetup And<T>(T setup) where T : Setup => WithSetup(setup);
    }
}

namespace Akka.Actor
{
    /// <summary>The configuration of a system that is to be created.</summary>
    public sealed class BootstrapSetup : Setup.Setup
    {
        private readonly Config _config;

        private BootstrapSetup(Config config) => _config = config;

        internal Config ConfigOrNull => _config;

        public static BootstrapSetup Create() => new(null);

        public BootstrapSetup WithConfig(Config config) => new(config);

        public BootstrapSetup WithConfigFallback(Config config) => new(_config.SafeWithFallback(config));
    }
}
