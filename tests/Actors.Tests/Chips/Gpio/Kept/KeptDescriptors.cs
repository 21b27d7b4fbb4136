using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Tests.Chips.Gpio.Kept;

/// <summary>A keeper of descriptors in this process: it has duplicates, and gives duplicates of them to the next process.</summary>
internal sealed class KeptDescriptors : IDisposable
{
    private readonly Dictionary<string, FileDescriptor> _kept = [];

    /// <summary>Names, in order.</summary>
    public string[] Names
    {
        get
        {
            lock (_kept) return [.. _kept.Keys.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>What a process of this life has kept here.</summary>
    public IDescriptorStore Of(Life life) => new OfLife(this, life);

    /// <summary>What the next process gets.</summary>
    public InheritedDescriptors Inherit()
    {
        lock (_kept) return new InheritedDescriptors(_kept.Select(kept => KeyValuePair.Create(kept.Key, FdInfo.Duplicate(kept.Value))));
    }

    /// <summary>Loses one, as when it never got there.</summary>
    public void Lose(string name)
    {
        lock (_kept)
        {
            if (_kept.Remove(name, out var lost)) lost.Dispose();
        }
    }

    /// <summary>Has another descriptor under a name.</summary>
    public void Put(string name, SafeHandle descriptor)
    {
        Lose(name);
        lock (_kept) _kept[name] = FdInfo.Duplicate(descriptor);
    }

    public void Dispose()
    {
        foreach (string name in Names) Lose(name);
    }

    /// <summary>A process that is dead keeps nothing more, and takes nothing back.</summary>
    private sealed class OfLife(KeptDescriptors all, Life life) : IDescriptorStore
    {
        public bool Keeps => true;

        public void Store(string name, SafeHandle descriptor)
        {
            life.Pass($"before {name} is kept");
            all.Put(name, descriptor);
            life.Pass($"after {name} is kept");
        }

        public void Remove(string name)
        {
            if (!life.IsOver) all.Lose(name);
        }
    }
}
